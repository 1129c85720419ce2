/**
 * Real blocks as full nodes answer them, byte for byte in what is verified. Where each was printed:
 * - GENESIS, mainnet block 0: getblock.io's documentation of `getblockbynum` (there with `visible: true`; the
 *   witness, a sentence, is written as hex here).
 * - TESTNET, blocks 33801077 to 33801081 of a TRON test network: TRON's documentation of `getblockbylatestnum`.
 * - MAINNET, block 30864544: getblock.io's documentation of `getblock`.
 * - PRIVATE and the infos: tests of sxwebdev/gotron, which call them verbatim answers of java-tron 4.8.2.
 */
const header = (
  blockID: string,
  number: number,
  parentHash: string,
  txTrieRoot: string,
  timestamp: number,
  version: number,
  witness_address: string,
  witness_signature: string,
) => ({
  blockID,
  block_header: {
    raw_data: { number, txTrieRoot, witness_address, parentHash, version, timestamp },
    witness_signature,
  },
});

const EMPTY = '0'.repeat(64);

export const GENESIS = {
  blockID: '00000000000000001ebf88508a03865c71d452e25f4d51194196a1d22b6653dc',
  block_header: {
    raw_data: {
      txTrieRoot: '8ef446bf3f395af929c218014f6101ec86576c5f61b2ae3236bf3a2ab5e2fecd',
      witness_address: Buffer.from(
        'A new system must allow existing systems to be linked together without requiring any central control or coordination',
      ).toString('hex'),
      parentHash: 'e58f33f9baf9305dc6f82b9f1934ea8f0ade2defb951258d50167028c780351f',
    },
  },
  transactions: [
    {
      txID: '788b4d0ca432b3d07f895dffe80429bf58398d0e86222460b07f9db38e238803',
      raw_data_hex:
        '5a6f0801126b0a2d747970652e676f6f676c65617069732e636f6d2f70726f746f636f6c2e5472616e73666572436f6e7472616374123a0a17307830303030303030303030303030303030303030303012154171b0af54e0a1182a5e0947d6a64f3b22740ef3181880808ec69bffedaf01',
    },
    {
      txID: 'dfb4a633165cb85963ec1edfb4c9283644a3e136b77c063f4ba2e39307863a75',
      raw_data_hex:
        '5a65080112610a2d747970652e676f6f676c65617069732e636f6d2f70726f746f636f6c2e5472616e73666572436f6e747261637412300a173078303030303030303030303030303030303030303030121541ef1bd15b5b657f69611b053a6f4fcd7268a50858',
    },
    {
      txID: '25b18a55f86afb10e7aca38d0073d04c80397c6636069193953fdefaea0b8369',
      raw_data_hex:
        '5a700801126c0a2d747970652e676f6f676c65617069732e636f6d2f70726f746f636f6c2e5472616e73666572436f6e7472616374123b0a17307830303030303030303030303030303030303030303012154177944d19c052b73ee2286823aa83f8138cb7032f1880808080808080808001',
    },
  ],
};

export const CALLED = {
  ...header(
    '000000000203c375c7521ef953106e9a112e1902664a91becc5f40371a7397d7',
    33801077,
    '000000000203c3741f9a08f594934bd26df95cc6c49b475d118e3a87aed5a4a4',
    '30fe6502e11e110fa389d5c17e1cf53fa8df93f26297d9f27cd8c07d3558d722',
    1684509309000,
    27,
    '41e71c365c9dbf284ca8c1eed2d7877638941b9011',
    'cb4845bbd745f620852a1a54a955cee0d1aecc209f2f96e9b4ea53bf3d2ceb0f665fa07a5e870fcf9c6b98110a33d5bba5f35b588cc4123394b7e9f439fe265301',
  ),
  transactions: [
    {
      ret: [{ contractRet: 'SUCCESS' }],
      signature: [
        '95874b4774ba56125dfd7bf2a99a0652d4abda98c6977e3f417852b7ea6f2b81ff2f260df473d186be9586b6bbeb74b5382d7f058593fd72fb60da5d0f77f77100',
      ],
      txID: '31370141e3345421bdb92eff72f0d69aba8d04e636317ed52745d3f97e9faabb',
      raw_data_hex:
        '0a02c36222084ddf60f936a910d940f0add4a483315a8e01081f1289010a31747970652e676f6f676c65617069732e636f6d2f70726f746f636f6c2e54726967676572536d617274436f6e747261637412540a1541fcf7ab2a2fb29362babd41647a22b223f7fbedec121541c3c5115bd3f5cfe5559c634eeb250f339ae3e29c222437383d0e00000000000000000000000000000000000000000000000000000188349354c970b8e0d0a48331900180a3c347',
    },
  ],
};

export const TESTNET = [
  CALLED,
  header(
    '000000000203c376d3d45ca88309982517d69ff0ec4d9a9f9f25536cebcdd76b',
    33801078,
    '000000000203c375c7521ef953106e9a112e1902664a91becc5f40371a7397d7',
    EMPTY,
    1684509312000,
    27,
    '41e61626ef01662b320a8ba38372e9db9cca940a3b',
    'f38e08044df52f0bd3314a0dc73431290c323e20a67297da8be939041a8eae484e1094ba455c78b71f198bfaf80aee68bb5e9d40f9146158e88ed776d2034e9800',
  ),
  header(
    '000000000203c3772b4f36792ea4f44a6d8345ccacee8a00d6f309a206193f1c',
    33801079,
    '000000000203c376d3d45ca88309982517d69ff0ec4d9a9f9f25536cebcdd76b',
    EMPTY,
    1684509315000,
    27,
    '41e76da262ad1ca05274f74258ee18bc7fcc4987dc',
    'c6413a9d83553d6243eff19c27c136436e9e2e1b2315849e71232ae473614fdf3034ce215c8695c7ca15742899dcf6c276b3be918b6b8049b74f3b81a3c695b500',
  ),
  header(
    '000000000203c378d7df0f9d0edecc8b5e7edac57543e6fa421bbae6b1448e5f',
    33801080,
    '000000000203c3772b4f36792ea4f44a6d8345ccacee8a00d6f309a206193f1c',
    EMPTY,
    1684509318000,
    27,
    '41290bf92b578a1c615ebb273aff6a285230c02f65',
    '122a4463f64743b90f1e0f476bd878aae576225591643972595a7bb250ddee2757287b8c8ab627ba95e027e55421160ea2b6bb543bcaa89b871427113bbab6a101',
  ),
  header(
    '000000000203c3799526a98bab56861511f0e67ec65557826d7bfc0b36e17450',
    33801081,
    '000000000203c378d7df0f9d0edecc8b5e7edac57543e6fa421bbae6b1448e5f',
    EMPTY,
    1684509321000,
    27,
    '41977f82c69011cf4a7db6f7339edcded85c614d45',
    'bd07babfec59340828d6d82032a0865f22391df29c43647c0e3186e21b9df43d2f78f3cb50d4a0113f08ebd7c02663ffc169352297256cce4bd62b04a4289e1d01',
  ),
];

export const MAINNET = {
  ...header(
    '0000000001d6f4a09f60c27befccff6fe3cc593b2d6c46cdc79d3fd4f55db859',
    30864544,
    '0000000001d6f49f615231bdeeddd8b563c746188d5e270a58afc87b059f29de',
    'cc12586dc14ca32175ff230931dfad4e2f57b71850948edae7ef1c7a7de08881',
    1623055923000,
    21,
    '41c81107148e5fa4b4a2edf3d5354db6c6be5b5549',
    '766ac978829f9c7d280e5de624162b12a8405e6e69b3955a2eac352c01ba48e20c7bcc31fa97f124a07fa68019ebcb3a93ee2f48493c5586a54bfaf978f786a601',
  ),
  transactions: [
    {
      raw_data_hex:
        '0a02f49e2208bf6a4ff33cc1c16040a894b3ad9e2f5a68080112640a2d747970652e676f6f676c65617069732e636f6d2f70726f746f636f6c2e5472616e73666572436f6e747261637412330a1541c33eeefda1059afba41d86759e281bcb851edfc812154158c85b7b6a5118beb3b23c14fcb2f3551a81d79a1880e1eb1770b0dbafad9e2f',
      ret: [{ contractRet: 'SUCCESS' }],
      signature: [
        '973e1cef0b8b2eb64e2ebe8a4ce69d9cce3c201a6b3885e853528f81383d19a67d35edd8e7027dba8e2f3211387fdef597e3f062a02a4d8aef990aaf2c29714d00',
      ],
      txID: '979e0823f455f3b67d65b351052f0265233f422792d31d5dbeb7c24737dd5556',
    },
  ],
};

/** Block 165 of a private network of java-tron 4.8.2, verbatim, and what the node told of it and of two calls. */
export const PRIVATE = {
  ...header(
    '00000000000000a568a725352ccd7fbad4e65f56ed11d420a505c21f2230145d',
    165,
    '00000000000000a4b0ef6ad98a02403ebb86833716c2350b6338a6ee79df2dfc',
    'c85f5050cb4a05c58222017f823191d5ae1ca07b7bd7f090f493a35c10f03491',
    1790865510000,
    38,
    '417e5f4552091a69125d5dfcb7b8c2659029395bdf',
    '9a36b7a129a3a673d326e9cb5c6974a332cca68b4c1a5ab531327da89849239147d032ebfead62d75ceadb9d8482eba53507392658bde4b8aea902ca543101cf00',
  ),
  transactions: [
    {
      signature: [
        '755e1552868a1734c90c28dacb66e58f85eaa5fc2845593280e3b6ee1cf1b7af793cc378d8c3ad144542502270ab852095665abfffdea306200a9942a67e161401',
      ],
      ret: [{ contractRet: 'SUCCESS' }],
      raw_data_hex:
        '0a0200a42208b0ef6ad98a02403e40b8e1e8d38f345a57083b12530a38747970652e676f6f676c65617069732e636f6d2f70726f746f636f6c2e43616e63656c416c6c556e667265657a655632436f6e747261637412170a1541dcf2957055e8fcde477a077ecfeddf5ab235754770a1899cbf8f34',
      txID: 'db8667ffea27109131fd5c113abcadd535c896590814a50dbf9eda253a8d19da',
    },
  ],
};

export const PRIVATE_INFO = {
  id: 'db8667ffea27109131fd5c113abcadd535c896590814a50dbf9eda253a8d19da',
  blockNumber: 165,
  blockTimeStamp: 1790865510000,
  contractResult: [''],
  receipt: { net_usage: 250 },
  cancel_unfreezeV2_amount: [
    { key: 'ENERGY', value: 10000000 },
    { key: 'TRON_POWER', value: 0 },
    { key: 'BANDWIDTH', value: 0 },
  ],
};

export const TOKEN_INFO = {
  id: '0ca17a0da65cb2df52be4e5edd8654358f7ad2b6f083180e719784ff8ff1c8ae',
  fee: 2965000,
  blockNumber: 156,
  blockTimeStamp: 1790865477000,
  contractResult: ['0000000000000000000000000000000000000000000000000000000000000000'],
  contract_address: '41d53adb8bb7b45de60d0dc3d03ba0c187093b919d',
  receipt: { energy_fee: 2965000, energy_usage_total: 29650, net_usage: 345, result: 'SUCCESS' },
  log: [
    {
      address: 'd53adb8bb7b45de60d0dc3d03ba0c187093b919d',
      topics: [
        'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
        '0000000000000000000000007e5f4552091a69125d5dfcb7b8c2659029395bdf',
        '000000000000000000000000dcf2957055e8fcde477a077ecfeddf5ab2357547',
      ],
      data: '00000000000000000000000000000000000000000000000000000000000f4240',
    },
  ],
};

export const INTERNAL_INFO = {
  id: '7c44d197b2dcdc7452663f1d7fab7636e06aeb29393f7cd32074a39dde9d4139',
  fee: 676100,
  blockNumber: 158,
  blockTimeStamp: 1790865489000,
  contractResult: [''],
  contract_address: '41a4de5410785ffffc7c210f126f7534d868c2ecc9',
  receipt: { energy_fee: 676100, energy_usage_total: 6761, net_usage: 279, result: 'SUCCESS' },
  internal_transactions: [
    {
      hash: '1227752b70cbd45384e9276bddf4ed3e165c83f938a4282d734bf0458f8aee8d',
      caller_address: '41a4de5410785ffffc7c210f126f7534d868c2ecc9',
      transferTo_address: '41dcf2957055e8fcde477a077ecfeddf5ab2357547',
      callValueInfo: [{ callValue: 1 }],
      note: '63616c6c',
    },
  ],
};
