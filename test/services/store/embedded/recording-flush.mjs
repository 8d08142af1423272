// The maintenance thread, which says on the channel of the data file's path which file it has flushed, by its inode.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { BroadcastChannel, workerData } from 'node:worker_threads';

const { fsyncSync } = fs;
const channel = new BroadcastChannel(workerData.path);
fs.fsyncSync = (descriptor) => {
  fsyncSync(descriptor);
  channel.postMessage(fs.fstatSync(descriptor).ino);
};
syncBuiltinESMExports();
// The thread ends when it is asked to, whatever else it has open.
channel.unref();

await import('../../../../dist/src/services/store/embedded/maintenance-thread.js');
