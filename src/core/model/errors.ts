/**
 * The one catalogue of refusals. A code is stable: documentation, tests and clients enumerate it.
 * Every message says what was wrong, where, and what to do next.
 */
export const ERROR_CODES = {
  E_USAGE: 'the command line was not understood',
  E_NODE_VERSION: 'the running Node is too old and no bundled runtime was found',
  E_CONFIG_KEY: 'a configuration key is not known',
  E_CONFIG_VALUE: 'a configuration value is not allowed',
  E_CASE_UNKNOWN: 'no case or incident has this name',
  E_CASE_NO_RECORDING: 'the incident is known but no recording of its chain data is at hand',
  E_CASE_TABLE: 'a case table is malformed',
  E_CASE_DIGEST: 'a file differs from the digest pinned for it',
  E_TIME_CYCLE: 'transfers with the same time form a circle, so their order is not knowable',
  E_TIME_RANGE: 'a date could not be read or lies outside the recording',
  E_AMOUNT: 'an amount is not a non-negative number',
  E_AMOUNT_PRECISION: 'an amount has more decimals than its asset',
  E_POLICY_UNKNOWN: 'no taint policy has this name',
  E_ADDR_EMPTY: 'the address is empty',
  E_ADDR_CHARSET: 'the address has a character that no address of this chain has',
  E_ADDR_CHECKSUM: 'the checksum of the address is wrong',
  E_ADDR_CHAIN: 'the address does not belong to this chain',
  E_CHAIN_UNSUPPORTED: 'the chain is not supported',
  E_ASSET_UNKNOWN: 'the asset is not recognised',
  E_FACTS: 'a facts table is malformed',
  E_ACTOR_UNKNOWN: 'no actor, service or listed entity has this name',
  E_PRICE_TABLE: 'a table of prices is malformed',
  E_PRICE_FETCH: 'no market gave a price, or one answered what cannot be read',
  E_READING: 'a reading contradicts the transaction it explains',
  E_SEED: 'a seed does not fit the place it names',
  E_DEEP_REORG: 'the chain reorganised deeper than the undo window',
  E_BLOCK_ORDER: 'a block does not follow the one before it',
  E_WRONG_CHAIN: 'the data belongs to another network',
  E_BLOCK_FOLDER: 'the folder does not hold the block files of a node',
  E_BLOCK_FORMAT: 'a block or its undo data is malformed',
  E_BLOCK_HASH: 'a block is not the one asked for',
  E_BLOCK_ID: 'the id of a block does not begin with the block’s number',
  E_WITNESS_SIGNATURE: 'a block does not carry the signature of a key',
  E_TX_HASH: 'a transaction is not the one asked for',
  E_PRUNED: 'a pruned node no longer has what was asked for',
  E_POW: 'a block header lacks proof of work',
  E_MERKLE: 'the transactions do not give the merkle root of their block',
  E_MERKLE_MUTATED: 'transactions of a block are repeated without changing its merkle root',
  E_SPENDER: 'a transaction named as a spender does not spend the output',
  E_STATS_INCONSISTENT: 'a server’s totals of an address are not those of its transactions',
  E_TRUNCATED: 'the data ends too early',
  E_TRAILING: 'bytes follow where the data should end',
  E_VARINT: 'a count is not in its shortest form, or larger than any block',
  E_UNDO: 'undo data does not fit its block, or is damaged',
  E_STORE_LOCKED: 'another process holds the data folder',
  E_DB_CORRUPT: 'the database is damaged',
  E_DB_VERSION: 'the database was written by a newer version',
  E_DB_UNAVAILABLE: 'the database could not be reached',
  E_DISK_FULL: 'the disk is full',
  E_DATA_FOLDER: 'the data folder cannot be used',
  E_TRACE_UNKNOWN: 'no stored trace has this id',
  E_TRACE_FILE: 'the file is not a saved trace',
  E_RECOMPUTE_MISMATCH: 'the recomputed trace differs from the saved one',
  E_RLP: 'RLP data is malformed',
  E_HEADER_HASH: 'a block header does not have the hash it is named by',
  E_TX_ROOT: 'the transactions do not give the root of their block',
  E_RECEIPTS_ROOT: 'the receipts do not give the root of their block: a log was left out, added or altered',
  E_LOGS_BLOOM: 'a block’s bloom filter is not that of its logs',
  E_WITHDRAWALS_ROOT: 'the withdrawals do not give the root of their block',
  E_TX_SENDER: 'a transaction was not signed by the sender named',
  E_TX_TYPE: 'transactions of this kind cannot be verified yet',
  E_TX_STATUS: 'whether a transaction failed is not known',
  E_RECEIPT_MISSING: 'a node tells nothing about a transaction of a verified block',
  E_TRACES: 'traces do not fit their verified block',
  E_STATE_PROOF: 'an account proof does not fit the state root',
  E_BALANCE_DIVERGENCE: 'the changes of a balance do not add up to the balance',
  E_LOG_SHAPE: 'a transfer log has another shape than its standard’s',
  E_RPC_VALUE: 'a node’s answer holds a malformed value',
  E_RPC_ID: 'the answers of a batch do not pair with its requests',
  E_RPC_NULL: 'a node says that it does not have what was asked for',
  E_RPC_ERROR: 'a node refused a request',
  E_RPC_METHOD: 'a node does not offer a method',
  E_UNREACHABLE: 'a node could not be reached',
  E_TIMEOUT: 'a node took longer than the time allowed',
  E_HTTP: 'a node answered with an HTTP error',
  E_RATE_LIMIT: 'a node asks for fewer requests',
  E_REDIRECT: 'a node redirects elsewhere, which is not followed',
  E_NOT_JSON: 'the answer is not JSON',
  E_TOO_LARGE: 'the answer is larger than the limit',
  E_DEPTH: 'JSON is nested deeper than the limit',
  E_DUP_KEY: 'JSON has the same key twice',
  E_KEY: 'JSON has a key that is not allowed',
  E_SOURCE_BEHIND: 'a node has not reached the block asked for',
  E_SOURCES_DISAGREE: 'two nodes answer differently',
  E_STALE_TIP: 'a chain’s newest block is too old, or from the future',
  E_REORG: 'the chain no longer has the block a trace is pinned to',
  E_UNSUPPORTED: 'this source has no way to answer',
  E_SOURCE_UNKNOWN: 'no configured source has this name',
  E_TAPE: 'the recording of a source is malformed, or does not hold what is asked for',
  E_SCAN_LIMIT: 'more blocks would have to be read than allowed',
  E_TAG_FILE: 'a file of tags or actors is malformed',
  E_TAG_DUPLICATE: 'the same claim, actor or name stands twice',
  E_TAG_LABEL: 'a label is too long, or looks like what it is not',
  E_TAG_CATEGORY: 'a category or confidence of a tag is not known',
  E_TAG_ALIASES: 'YAML aliases unfold into more than the limit',
  E_TAG_UNKNOWN: 'no tag or pack has this id',
  E_ACTOR_CYCLE: 'actors are names of each other in a circle',
  E_ENCODING: 'a file is not UTF-8 text',
  E_LIST_FORMAT: 'a list file is malformed',
  E_LIST_PARTIAL: 'a list is only a part of what its publisher lists',
  E_LIST_EMPTY: 'an edition of a list has no entry',
  E_LIST_SHRINK: 'an edition of a list lost more than it may without a word',
  E_LIST_ROLLBACK: 'an edition of a list is older than the one in force',
  E_LIST_CANARY: 'an edition of a list lacks an entry that every edition has',
  E_LIST_EDITIONS: 'tables of different editions of a list were given together',
  E_LIST_UNKNOWN_ASSET: 'a list names an address in a way that is not known',
  E_LIST_UNKNOWN_ELEMENT: 'a list has an element or a column that its reader does not know',
  E_LIST_DIGEST: 'a list file differs from the digest named for it',
  E_LIST_FETCH: 'a list could not be fetched from its publisher',
  E_LIST_LINK: 'a publisher’s page does not lead to its list by one link that is known',
  E_LIST_SIGNATURE: 'a list or an approval does not carry the signature of a registered key',
  E_LIST_UNVERIFIED: 'a list is read by a reader that no real file of the publisher has proved',
  E_LIST_UNKNOWN: 'no list, format or edition has this name',
  E_XML_EOF: 'an XML document ends too early',
  E_XML_DTD: 'an XML document declares a document type or entities',
  E_XML_DEPTH: 'an XML document is nested deeper than the limit',
  E_ARCHIVE: 'an archive was given where a list file is expected',
  E_LIST_MISSING: 'no edition of a required list is at hand',
  E_STALE_LIST: 'nobody at the publisher has confirmed a list as current for too long',
  E_STALE_CHAIN: 'the chain data behind an exposure answer is too old',
  E_COVERAGE: 'what is known of the flows does not cover what was asked',
  E_CLOCK: 'this machine’s clock jumped, or contradicts a list',
  E_TX_ID: 'the text is no transaction id',
  E_RULES: 'a file of screening rules is malformed',
  E_RULES_KEY: 'a key of the screening rules is not known',
  E_OVERRIDE: 'an override is not allowed',
  E_SIGNING_KEY: 'the signing keys cannot be used',
  E_API_KEY: 'an API key is missing, not known, or not allowed what was asked',
  E_QUOTA: 'more was asked than a key allows',
  E_OVERLOAD: 'the server has more to answer than it can in time',
  E_IDEMPOTENCY: 'an idempotency key was used again for another request',
  E_NAME: 'a name cannot be compared as it stands',
  E_INTEL_FORMAT: 'a document is neither HTML, PDF nor text',
  E_INTEL_EMPTY: 'a document holds no readable text',
  E_INTEL_LIMIT: 'a document is larger, deeper or slower to read than the limit',
  E_INTEL_SCRIPT: 'a word mixes letters of several scripts',
  E_INTEL_INSTRUCTION: 'an article speaks to a machine',
  E_INTEL_UNKNOWN: 'no article or claim taken in has this id',
  E_INTEL_DECIDED: 'a claim was decided already',
  E_LIBRARY_UNKNOWN: 'the library has no such entry or edit',
  E_LIBRARY_FIELD: 'a proposed edit of the library cannot stand as it is',
  E_LIBRARY_REVIEW: 'an edit of the library may not be reviewed or taken back so',
  E_JOURNAL: 'a journal of the data folder was altered or cut',
  E_UNTAINTED: 'neither a theft’s taint nor a list gives reason to look into this',
  E_CANDIDATE: 'a candidate, or a file of candidates, cannot be read',
  E_HIRING_FIELD: 'a field says what somebody is or looks like, which the hiring screen does not look at',
  E_HIRING_NOTICE: 'network or device signals of somebody who was not told of them',
  E_PORT_IN_USE: 'the port is taken',
  E_WEB_BUILD: 'the pages could not be built',
  E_NOT_FOUND: 'there is nothing at this address',
  E_INTERNAL: 'a belief of the program proved false: this is a bug',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export type ErrorDetails = {
  /** Where: a file and line, a field, an argument. */
  readonly where?: string;
  /** The limit that was broken, in words. */
  readonly limit?: string;
  /** What to do next, as an instruction. */
  readonly next?: string;
  /** Whether trying the same again later can help. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
};

/** An operational failure or a refusal, with its stable code. Bugs are `E_INTERNAL`. */
export class AshiatoError extends Error {
  readonly code: ErrorCode;
  readonly where: string | undefined;
  readonly limit: string | undefined;
  readonly next: string | undefined;
  readonly retryable: boolean;

  constructor(code: ErrorCode, what: string, details: ErrorDetails = {}) {
    super(what, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AshiatoError';
    this.code = code;
    this.where = details.where;
    this.limit = details.limit;
    this.next = details.next;
    this.retryable = details.retryable ?? false;
  }

  /** One envelope for the terminal, the API and the log. */
  toJSON(): {
    code: ErrorCode;
    message: string;
    where?: string;
    limit?: string;
    next?: string;
    retryable: boolean;
  } {
    return {
      code: this.code,
      message: this.message,
      ...(this.where === undefined ? {} : { where: this.where }),
      ...(this.limit === undefined ? {} : { limit: this.limit }),
      ...(this.next === undefined ? {} : { next: this.next }),
      retryable: this.retryable,
    };
  }
}

/** States a belief. A false one stops the job loudly. */
export function assert(belief: boolean, what: string): asserts belief {
  if (!belief)
    throw new AshiatoError('E_INTERNAL', what, { next: 'Please report this with the command you ran.' });
}
