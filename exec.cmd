@rem Windows has no exec, which npm's scripts use so that signals reach the program itself: it just runs the command.
@%*
