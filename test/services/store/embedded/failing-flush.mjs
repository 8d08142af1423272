// The maintenance thread on a disk that no longer takes a flush: SQLite answers as it does when fsync fails.
import Driver from 'libsql';

const prepare = Driver.prototype.prepare;
Driver.prototype.prepare = function (sql) {
  if (sql.includes('wal_checkpoint')) throw new Driver.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC', 1034);
  return prepare.call(this, sql);
};

await import('../../../../dist/src/services/store/embedded/maintenance-thread.js');
