/**
 * Reads a write-ahead log as SQLite's recovery does ("WAL-mode File Format"), to tell what that leaves out: SQLite takes
 * the transactions up to the first frame that is not whole, and says nothing of the rest.
 */
import { type FileHandle, open } from 'node:fs/promises';

const headerBytes = 32;
const frameHeaderBytes = 24;

/** Frames read at a time. */
const framesAtOnce = 64;

/** What recovery leaves out. */
export interface DroppedFrames {
  readonly frames: number;
  /** With those of a frame that is cut short. */
  readonly bytes: number;
  /** How many of the frames end a transaction. */
  readonly transactions: number;
}

type Checksum = readonly [number, number];

/** Returns what SQLite will drop of the log at a path; null when it is whole, empty or not there. */
export async function droppedFrames(path: string): Promise<DroppedFrames | null> {
  let log: FileHandle;
  try {
    log = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const { size } = await log.stat();
    const header = Buffer.alloc(headerBytes);
    const { bytesRead } = await log.read(header, 0, headerBytes, 0);
    return size === 0 ? null : await framesAfterLastCommit(log, size, header.subarray(0, bytesRead));
  } finally {
    await log.close();
  }
}

/**
 * Returns in one sentence what was dropped of the log of a data file. A process that is killed while it writes leaves an unfinished transaction as a rule; it was
 * not acknowledged.
 */
export function droppedText(path: string, { frames, bytes, transactions }: DroppedFrames): string {
  const what = `the last ${frames} frames (${bytes.toLocaleString('en-US')} bytes)`;
  return transactions > 0
    ? `The write-ahead log of ${path} is damaged: ${what} were dropped, and with them ${transactions} acknowledged transactions`
    : `The write-ahead log of ${path} ends within a transaction: ${what} were dropped. Nothing acknowledged was among them, unless the log was cut short by hand or by the disk`;
}

async function framesAfterLastCommit(log: FileHandle, size: number, header: Buffer): Promise<DroppedFrames | null> {
  const isWholeHeader = header.length === headerBytes && isMagic(header.readUInt32BE(0));
  const frameBytes = frameHeaderBytes + (isWholeHeader ? header.readUInt32BE(8) : 0);
  let sum = isWholeHeader ? checksum(header.subarray(0, 24), [0, 0], header) : null;
  if (!sum || !isChecksum(sum, header, 24)) return { frames: 0, bytes: size, transactions: 0 };

  let dropped: DroppedFrames = { frames: 0, bytes: 0, transactions: 0 };
  const buffer = Buffer.alloc(framesAtOnce * frameBytes);
  for (let at = headerBytes; at < size; at += buffer.length) {
    const { bytesRead } = await log.read(buffer, 0, buffer.length, at);
    for (let from = 0; from < bytesRead; from += frameBytes) {
      const frame = buffer.subarray(from, Math.min(from + frameBytes, bytesRead));
      // Where a log began anew, frames of the time before lie behind its own.
      if (frame.length < 16 || !frame.subarray(8, 16).equals(header.subarray(16, 24))) return orNull(dropped);
      const isWhole = frame.length === frameBytes;
      const isCommit = isWhole && frame.readUInt32BE(4) > 0;
      sum = isWhole && sum !== null ? nextChecksum(frame, sum, header) : null;
      if (sum && isCommit) dropped = { frames: 0, bytes: 0, transactions: 0 };
      else {
        dropped = {
          frames: dropped.frames + Number(isWhole),
          bytes: dropped.bytes + frame.length,
          transactions: dropped.transactions + Number(isCommit),
        };
      }
    }
  }
  return orNull(dropped);
}

function orNull(dropped: DroppedFrames): DroppedFrames | null {
  return dropped.bytes > 0 ? dropped : null;
}

/** The last bit says in which order the bytes of the checksums' integers are. */
function isMagic(value: number): boolean {
  return value === 0x377f0682 || value === 0x377f0683;
}

/** Returns the checksum after a frame, or null when it is not the one that the frame has. */
function nextChecksum(frame: Buffer, before: Checksum, header: Buffer): Checksum | null {
  const sum = checksum(frame.subarray(frameHeaderBytes), checksum(frame.subarray(0, 8), before, header), header);
  return isChecksum(sum, frame, 16) ? sum : null;
}

function isChecksum(sum: Checksum, stored: Buffer, at: number): boolean {
  return sum[0] === stored.readUInt32BE(at) && sum[1] === stored.readUInt32BE(at + 4);
}

/** "Checksum Algorithm" of the format. */
function checksum(bytes: Buffer, [first, second]: Checksum, header: Buffer): Checksum {
  const isLittleEndian = header.readUInt32BE(0) === 0x377f0682;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [s0, s1] = [first, second];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    s0 = (s0 + view.getUint32(at, isLittleEndian) + s1) >>> 0;
    s1 = (s1 + view.getUint32(at + 4, isLittleEndian) + s0) >>> 0;
  }
  return [s0, s1];
}
