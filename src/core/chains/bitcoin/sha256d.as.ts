/**
 * SHA-256 applied twice to many messages at once: four of them side by side in the lanes of one vector, each lane
 * taking the next message as soon as it is done with one. AssemblyScript: `scripts/wasm.ts` compiles it to the
 * module that the adapters run; nothing here is TypeScript that Node would read.
 *
 * A message is put together from three pieces of the input, so that a transaction is hashed without its witness.
 * Source: FIPS 180-4; the lanes after "Simultaneous Hashing of Multiple Messages" (Gueron and Krasnov, 2012).
 */

/** The round constants. */
const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
/** The hash before the first block. */
const FIRST: usize = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
/** Eight vectors: word i of the hash in each lane. */
const STATE: usize = memory.data(128, 16);
/** The message schedule, 64 vectors. */
const W: usize = memory.data(1024, 16);

const LANES: u32 = 4;
/** Per lane: where its next block is, how many are left, which message it is on, and in which of the two hashes. */
const AT: usize = memory.data(16, 16);
const LEFT: usize = memory.data(16, 16);
const MESSAGE: usize = memory.data(16, 16);
const SECOND: usize = memory.data(16, 16);

/** Where the caller may begin to lay out what it passes. */
export function begin(): usize {
  return (__heap_base + 15) & ~15;
}

/**
 * Hashes `count` messages. `pieces` holds six words for each: start and length of its three pieces, counted from
 * `input`. Each lane puts its message together in its own `room` bytes from `lanes` on, so `room` is at least the
 * longest message and 72 bytes more. The hashes go to `out`, 32 bytes each.
 */
export function hashMany(
  input: usize,
  pieces: usize,
  count: u32,
  lanes: usize,
  room: u32,
  out: usize,
): void {
  let next: u32 = 0;
  let busy: u32 = 0;
  for (let lane: u32 = 0; lane < LANES; lane += 1) {
    if (next < count) {
      take(lane, next, input, pieces, lanes + lane * room);
      next += 1;
      busy += 1;
    } else idle(lane, lanes);
  }
  while (busy > 0) {
    compress();
    for (let lane: u32 = 0; lane < LANES; lane += 1) {
      const left = load<u32>(LEFT + (lane << 2));
      if (left == 0) continue;
      store<u32>(LEFT + (lane << 2), left - 1);
      store<u32>(AT + (lane << 2), load<u32>(AT + (lane << 2)) + 64);
      if (left > 1) continue;
      const own = lanes + lane * room;
      if (load<u32>(SECOND + (lane << 2)) == 0) {
        again(lane, own);
        continue;
      }
      emit(lane, out + 32 * load<u32>(MESSAGE + (lane << 2)));
      if (next < count) {
        take(lane, next, input, pieces, own);
        next += 1;
      } else {
        idle(lane, lanes);
        busy -= 1;
      }
    }
  }
}

/** Puts a message together in the lane's own room and pads it to whole blocks. */
function take(lane: u32, message: u32, input: usize, pieces: usize, own: usize): void {
  const row = pieces + 24 * message;
  let length: u32 = 0;
  for (let piece: usize = 0; piece < 24; piece += 8) {
    const part = load<u32>(row + piece + 4);
    if (part == 0) continue;
    memory.copy(own + length, input + load<u32>(row + piece), part);
    length += part;
  }
  store<u32>(MESSAGE + (lane << 2), message);
  store<u32>(SECOND + (lane << 2), 0);
  start(lane, own, length);
}

/** The second hash: the first one, 32 bytes, is the message. */
function again(lane: u32, own: usize): void {
  emit(lane, own);
  store<u32>(SECOND + (lane << 2), 1);
  start(lane, own, 32);
}

function start(lane: u32, own: usize, length: u32): void {
  const blocks = (length + 72) >> 6;
  const end = own + (blocks << 6);
  store<u8>(own + length, 0x80);
  memory.fill(own + length + 1, 0, end - own - length - 1);
  store<u64>(end - 8, bswap<u64>((<u64>length) << 3));
  store<u32>(AT + (lane << 2), <u32>own);
  store<u32>(LEFT + (lane << 2), blocks);
  for (let i: usize = 0; i < 8; i += 1) {
    store<u32>(STATE + (i << 4) + (lane << 2), load<u32>(FIRST + (i << 2)));
  }
}

/** A lane without a message hashes what lies there, to nobody's use. */
function idle(lane: u32, lanes: usize): void {
  store<u32>(AT + (lane << 2), <u32>lanes);
  store<u32>(LEFT + (lane << 2), 0);
}

function emit(lane: u32, to: usize): void {
  for (let i: usize = 0; i < 8; i += 1) {
    store<u32>(to + (i << 2), bswap<u32>(load<u32>(STATE + (i << 4) + (lane << 2))));
  }
}

@inline
function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shr_u(x, by), i32x4.shl(x, 32 - by));
}

@inline
function bigSigma0(x: v128): v128 {
  return v128.xor(v128.xor(rotate(x, 2), rotate(x, 13)), rotate(x, 22));
}

@inline
function bigSigma1(x: v128): v128 {
  return v128.xor(v128.xor(rotate(x, 6), rotate(x, 11)), rotate(x, 25));
}

@inline
function smallSigma0(x: v128): v128 {
  return v128.xor(v128.xor(rotate(x, 7), rotate(x, 18)), i32x4.shr_u(x, 3));
}

@inline
function smallSigma1(x: v128): v128 {
  return v128.xor(v128.xor(rotate(x, 17), rotate(x, 19)), i32x4.shr_u(x, 10));
}

/** Where `a` and `b` agree they are the majority, else `c` decides. */
@inline
function majority(a: v128, b: v128, c: v128): v128 {
  return v128.bitselect(c, b, v128.xor(a, b));
}

/** What a round adds: h + Σ1(e) + Ch(e, f, g) + K + W. */
@inline
function added(e: v128, f: v128, g: v128, h: v128, t: usize): v128 {
  const known = i32x4.add(v128.load(W + (t << 4)), v128.load_splat<u32>(K + (t << 2)));
  return i32x4.add(i32x4.add(bigSigma1(e), v128.bitselect(f, g, e)), i32x4.add(h, known));
}

@inline
function bigEndian(at: usize): v128 {
  const x = v128.load(at);
  return i8x16.shuffle(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** Four words of each lane's block become four vectors of the schedule. */
@inline
function transpose(p0: usize, p1: usize, p2: usize, p3: usize, by: usize): void {
  const a = bigEndian(p0 + by);
  const b = bigEndian(p1 + by);
  const c = bigEndian(p2 + by);
  const d = bigEndian(p3 + by);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  const to = W + (by << 2);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to + 16, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(to + 32, v128.shuffle<i64>(AB, CD, 0, 2));
  v128.store(to + 48, v128.shuffle<i64>(AB, CD, 1, 3));
}

/** One block of each lane. */
function compress(): void {
  const p0 = <usize>load<u32>(AT);
  const p1 = <usize>load<u32>(AT + 4);
  const p2 = <usize>load<u32>(AT + 8);
  const p3 = <usize>load<u32>(AT + 12);
  transpose(p0, p1, p2, p3, 0);
  transpose(p0, p1, p2, p3, 16);
  transpose(p0, p1, p2, p3, 32);
  transpose(p0, p1, p2, p3, 48);
  for (let to: usize = W + 256; to < W + 1024; to += 16) {
    const older = i32x4.add(v128.load(to - 256), v128.load(to - 112));
    const mixed = i32x4.add(smallSigma0(v128.load(to - 240)), smallSigma1(v128.load(to - 32)));
    v128.store(to, i32x4.add(older, mixed));
  }
  let a = v128.load(STATE);
  let b = v128.load(STATE + 16);
  let c = v128.load(STATE + 32);
  let d = v128.load(STATE + 48);
  let e = v128.load(STATE + 64);
  let f = v128.load(STATE + 80);
  let g = v128.load(STATE + 96);
  let h = v128.load(STATE + 112);
  // Eight rounds a turn: the names move on instead of the values.
  for (let t: usize = 0; t < 64; t += 8) {
    h = added(e, f, g, h, t);
    d = i32x4.add(d, h);
    h = i32x4.add(h, i32x4.add(bigSigma0(a), majority(a, b, c)));
    g = added(d, e, f, g, t + 1);
    c = i32x4.add(c, g);
    g = i32x4.add(g, i32x4.add(bigSigma0(h), majority(h, a, b)));
    f = added(c, d, e, f, t + 2);
    b = i32x4.add(b, f);
    f = i32x4.add(f, i32x4.add(bigSigma0(g), majority(g, h, a)));
    e = added(b, c, d, e, t + 3);
    a = i32x4.add(a, e);
    e = i32x4.add(e, i32x4.add(bigSigma0(f), majority(f, g, h)));
    d = added(a, b, c, d, t + 4);
    h = i32x4.add(h, d);
    d = i32x4.add(d, i32x4.add(bigSigma0(e), majority(e, f, g)));
    c = added(h, a, b, c, t + 5);
    g = i32x4.add(g, c);
    c = i32x4.add(c, i32x4.add(bigSigma0(d), majority(d, e, f)));
    b = added(g, h, a, b, t + 6);
    f = i32x4.add(f, b);
    b = i32x4.add(b, i32x4.add(bigSigma0(c), majority(c, d, e)));
    a = added(f, g, h, a, t + 7);
    e = i32x4.add(e, a);
    a = i32x4.add(a, i32x4.add(bigSigma0(b), majority(b, c, d)));
  }
  v128.store(STATE, i32x4.add(a, v128.load(STATE)));
  v128.store(STATE + 16, i32x4.add(b, v128.load(STATE + 16)));
  v128.store(STATE + 32, i32x4.add(c, v128.load(STATE + 32)));
  v128.store(STATE + 48, i32x4.add(d, v128.load(STATE + 48)));
  v128.store(STATE + 64, i32x4.add(e, v128.load(STATE + 64)));
  v128.store(STATE + 80, i32x4.add(f, v128.load(STATE + 80)));
  v128.store(STATE + 96, i32x4.add(g, v128.load(STATE + 96)));
  v128.store(STATE + 112, i32x4.add(h, v128.load(STATE + 112)));
}
