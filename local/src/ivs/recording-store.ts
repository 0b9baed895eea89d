import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../storage/database.ts';
import type { RecordedSegment, RecordingRecord } from './recording-files.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS recording (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS recorded_segment (
    recording_id TEXT NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    rung INTEGER NOT NULL,
    number INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (recording_id, rung, number)
  ) STRICT;`;

/** Recordings that have not ended, with what of them is in the bucket: a kill loses no more. */
export class RecordingStore {
  readonly #database: DatabaseSync;

  constructor(dataDir: string) {
    this.#database = openDatabase(dataDir, 'ivs-recordings.sqlite', schema);
  }

  begin(recording: RecordingRecord): void {
    this.#database
      .prepare('INSERT INTO recording VALUES (?, ?)')
      .run(recording.id, JSON.stringify(recording));
  }

  /** A stream goes on in it. */
  change(recording: RecordingRecord): void {
    this.#database
      .prepare('UPDATE recording SET record = ? WHERE id = ?')
      .run(JSON.stringify(recording), recording.id);
  }

  addSegment(id: string, segment: RecordedSegment): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO recorded_segment VALUES (?, ?, ?, ?)')
      .run(id, segment.rung, segment.number, JSON.stringify(segment));
  }

  segments(id: string): RecordedSegment[] {
    return this.#database
      .prepare('SELECT record FROM recorded_segment WHERE recording_id = ? ORDER BY rung, number')
      .all(id)
      .map(({ record }) => JSON.parse(String(record)) as RecordedSegment);
  }

  unfinished(): RecordingRecord[] {
    return this.#database
      .prepare('SELECT record FROM recording ORDER BY rowid')
      .all()
      .map(({ record }) => JSON.parse(String(record)) as RecordingRecord);
  }

  /** Forgets it: all of it is in the bucket, and everybody has been told. */
  finish(id: string): void {
    this.#database.prepare('DELETE FROM recording WHERE id = ?').run(id);
  }

  close(): void {
    this.#database.close();
  }
}
