/** Each reader against rows as its publisher writes them; the addresses and names below are public. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAddressTable } from '../../src/core/lists/address-extract.ts';
import { FORMATS } from '../../src/core/lists/formats.ts';
import { AshiatoError } from '../../src/core/model/errors.ts';
import { MOF_HEADER, read } from './vectors.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof AshiatoError) return error.code;
    throw error;
  }
  return 'none';
};

// SDN.CSV, with the mark of CP/M that OFAC puts at its end.
const SDN = `27307,"LAZARUS GROUP",-0- ,"DPRK3] [CYBER2",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. 'GUARDIANS'; Digital Currency Address - ETH 0x098B716B8Aaf21512996dC57EB0615e2383E2f96; Digital Currency Address - USDT TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz; Digital Currency Address - NEW 12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h."\r\n`;
const ALT = '27307,1,"aka","APPLEWORM",-0- \r\n';
const ADD = '27307,1,"Potonggang District","Pyongyang","Korea, North",-0- \r\n';
const OFAC = { sdn: `${SDN}\u001a`, alt: ALT, add: ADD, comments: '\u001a' };

test('OFAC: remarks give addresses, weak names stand in quotation marks, and -0- is an empty cell', () => {
  const { entries, doubts } = read('ofac-csv', OFAC);
  const [entry] = entries;
  assert.deepEqual(
    entry?.names.map((each) => `${each.quality} ${each.name}`),
    ['primary LAZARUS GROUP', 'strong APPLEWORM', 'weak GUARDIANS'],
  );
  assert.deepEqual(entry.programmes, ['DPRK3', 'CYBER2']);
  assert.deepEqual(entry.countries, ['Korea, North']);
  assert.deepEqual(
    entry.addresses.map(({ code, accounts }) => [code, accounts.map((each) => each.family).join()]),
    [
      ['ETH', 'evm'],
      ['USDT', 'tron'],
      ['NEW', 'bitcoin'],
    ],
  );
  assert.deepEqual(
    doubts.map((each) => each.code),
    ['E_LIST_UNKNOWN_ASSET'],
  );
});

test('OFAC: tables of different editions are never joined', () => {
  assert.equal(
    codeOf(() => read('ofac-csv', { ...OFAC, comments: '17016,"cut off"\r\n' })),
    'E_LIST_EDITIONS',
  );
});

test('OFAC: remarks that are cut off without their comments are a partial list', () => {
  const long = `1,"A",-0- ,"X",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"${'x'.repeat(1_000)}"\r\n`;
  assert.equal(
    read('ofac-csv', { sdn: long, alt: '', add: '', comments: '' }).doubts[0]?.code,
    'E_LIST_PARTIAL',
  );
});

test('62: a listed address with invisible characters is one of its chain, and the original is kept', () => {
  const disguised = SDN.replace(
    '0x098B716B8Aaf21512996dC57EB0615e2383E2f96',
    '0x098B716B8Aaf215\u200b12996dC57EB0615e2383E2f96\u00a0',
  );
  const address = read('ofac-csv', { ...OFAC, sdn: disguised }).entries[0]?.addresses[0];
  assert.ok(address?.text.includes('\u200b'));
  assert.deepEqual(address?.accounts, [
    { family: 'evm', address: '0x098b716b8aaf21512996dc57eb0615e2383e2f96' },
  ]);
});

test('62: a listed address that cannot be read is an alarm', () => {
  const wrong = SDN.replace(
    '0x098B716B8Aaf21512996dC57EB0615e2383E2f96',
    '0x098B716B8Aaf21512996dC57EB0615e2383E2f9',
  );
  const { entries, doubts } = read('ofac-csv', { ...OFAC, sdn: wrong });
  assert.deepEqual(entries[0]?.addresses[0]?.accounts, []);
  assert.ok(doubts.some((each) => /0x098B716B8Aaf21512996dC57EB0615e2383E2f9/.test(each.says)));
});

test('57: an asset that is new is matched on every chain on which the bytes are an address, and reported', () => {
  const { entries, doubts } = read('ofac-csv', OFAC);
  assert.equal(entries[0]?.addresses[2]?.accounts[0]?.address, '12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h');
  assert.match(doubts[0]?.says ?? '', /"NEW" is new/);
  assert.equal(doubts[0]?.code, 'E_LIST_UNKNOWN_ASSET');
});

test('64: USDT is an asset, so its address counts on every chain where the bytes are valid', () => {
  const on = (text: string) =>
    read('ofac-csv', { ...OFAC, sdn: SDN.replace('TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz', text) })
      .entries[0]?.addresses[1]?.accounts.map((each) => each.family)
      .join();
  assert.equal(on('TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz'), 'tron');
  assert.equal(on('0xF7B31119c2682c88d88D455dBb9d5932c65Cf1bE'), 'evm');
  assert.equal(on('1KFHE7w8BhaENAswwryaoccDb6qcT6DbYY'), 'bitcoin');
});

test('OFAC as SDN.XML: addresses stand in the list of ids; a count that is wrong makes the list partial', () => {
  const xml = (count: number): string => `<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML">
  <publshInformation><Publish_Date>08/07/2026</Publish_Date><Record_Count>${count}</Record_Count></publshInformation>
  <sdnEntry><uid>27307</uid><lastName>LAZARUS GROUP</lastName><sdnType>Entity</sdnType>
    <programList><program>DPRK3</program></programList>
    <idList><id><uid>1</uid><idType>Digital Currency Address - XBT</idType><idNumber>12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h</idNumber></id>
      <id><uid>2</uid><idType>Passport</idType><idNumber>X1</idNumber></id></idList>
    <akaList><aka><uid>3</uid><type>a.k.a.</type><category>weak</category><lastName>GUARDIANS</lastName></aka></akaList>
  </sdnEntry></sdnList>`;
  const { entries, published, doubts } = read('ofac-xml', { list: xml(1) });
  assert.equal(published, '2026-08-07');
  assert.deepEqual(
    entries[0]?.names.map((each) => each.quality),
    ['primary', 'weak'],
  );
  assert.deepEqual(
    entries[0].addresses.map((each) => each.text),
    ['12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h'],
  );
  assert.deepEqual(doubts, []);
  assert.equal(read('ofac-xml', { list: xml(2) }).doubts[0]?.code, 'E_LIST_PARTIAL');
});

const ADVANCED = `<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML">
  <DateOfIssue CalendarTypeID="1"><Year>2026</Year><Month>8</Month><Day>7</Day></DateOfIssue>
  <ReferenceValueSets>
    <FeatureTypeValues><FeatureType ID="345" FeatureTypeGroupID="1">Digital Currency Address - ETH</FeatureType>
      <FeatureType ID="8">Birthdate</FeatureType></FeatureTypeValues>
    <PartySubTypeValues><PartySubType ID="4" PartyTypeID="1">Individual</PartySubType></PartySubTypeValues>
  </ReferenceValueSets>
  <DistinctParties><DistinctParty FixedRef="27307"><Comment/><Profile ID="27307" PartySubTypeID="4">
    <Identity ID="1" Primary="true"><Alias AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName ID="2">
      <DocumentedNamePart><NamePartValue>Lazarus</NamePartValue></DocumentedNamePart>
      <DocumentedNamePart><NamePartValue>Group</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
      <Alias AliasTypeID="1400" Primary="false" LowQuality="true"><DocumentedName ID="3">
      <DocumentedNamePart><NamePartValue>Hidden Cobra</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>
    <Feature ID="36618" FeatureTypeID="345"><FeatureVersion ID="34337" ReliabilityID="1560"><Comment/>
      <VersionDetail DetailTypeID="1432">0x098B716B8Aaf21512996dC57EB0615e2383E2f96</VersionDetail></FeatureVersion></Feature>
    <Feature ID="2" FeatureTypeID="8"><FeatureVersion ID="3"><DatePeriod><Start><From><Year>1984</Year><Month>1</Month><Day>1</Day></From></Start>
      <End><To><Year>1984</Year><Month>12</Month><Day>31</Day></To></End></DatePeriod></FeatureVersion></Feature>
  </Profile></DistinctParty></DistinctParties>
  <SanctionsEntries><SanctionsEntry ID="1" ProfileID="27307" ListID="1550">
    <EntryEvent ID="1"><Date><Year>2019</Year><Month>9</Month><Day>13</Day></Date></EntryEvent>
    <SanctionsMeasure ID="1" SanctionsTypeID="1"><Comment>DPRK3</Comment></SanctionsMeasure></SanctionsEntry></SanctionsEntries>
</Sanctions>`;

test('OFAC as SDN_ADVANCED.XML: features by the file’s own table; the entity’s day is never the address’s', () => {
  const { entries, published } = read('ofac-advanced', { list: ADVANCED });
  assert.equal(published, '2026-08-07');
  const [entry] = entries;
  assert.deepEqual(
    entry?.names.map((each) => `${each.quality} ${each.name}`),
    ['primary Lazarus Group', 'weak Hidden Cobra'],
  );
  assert.deepEqual(entry.programmes, ['DPRK3']);
  assert.deepEqual(entry.births, ['1984-01-01 to 1984-12-31']);
  assert.equal(entry.listedOn, '2019-09-13');
  assert.equal(entry.addresses[0]?.listedOn, null);
  assert.equal(entry.addresses[0].accounts[0]?.address, '0x098b716b8aaf21512996dc57eb0615e2383e2f96');
});

test('OFAC as SDN_ADVANCED.XML: a feature whose type the file does not explain is refused, not passed over', () => {
  assert.equal(
    codeOf(() =>
      read('ofac-advanced', { list: ADVANCED.replace('FeatureTypeID="345"', 'FeatureTypeID="999"') }),
    ),
    'E_LIST_FORMAT',
  );
});

test('EU: the whole list names whole names, weak aliases and the day of designation', () => {
  const { entries, published } = read('eu-fsf-xml', {
    list: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-06-05T15:51:25.849+02:00" globalFileId="182848">
  <sanctionEntity designationDate="2020-07-30" euReferenceNumber="EU.6444.66" logicalId="131239">
    <regulation regulationType="amendment" publicationDate="2020-07-30" programme="CYB" logicalId="1"/>
    <subjectType code="enterprise" classificationCode="E"/>
    <nameAlias firstName="" lastName="" wholeName="Chosun Expo" strong="true" logicalId="2"/>
    <nameAlias firstName="" lastName="" wholeName="Korea Export Joint Venture" strong="false" logicalId="3"/>
    <address city="" countryIso2Code="KP" countryDescription="KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF"/>
  </sanctionEntity></export>`,
  });
  assert.equal(published, '2026-06-05');
  assert.deepEqual(
    entries.map(({ id, kind, listedOn, programmes, names }) => [
      id,
      kind,
      listedOn,
      programmes.join(),
      names.length,
    ]),
    [['EU.6444.66', 'organisation', '2020-07-30', 'CYB', 2]],
  );
  assert.equal(entries[0]?.names[1]?.quality, 'weak');
});

test('EU: a measure of an annex that is new is refused', () => {
  const header = 'celex,recordId,programKey,annex,measure,startDate,schema,name,alias,imoNumber';
  const row = (measure: string): string =>
    `${header}\n32019R0796,2,EU-CYB,I.B,${measure},30.7.2020,Organization,Chosun Expo,Chosen Expo,\n`;
  assert.equal(read('eu-cyber-table', { list: row('Asset freeze') }).entries[0]?.id, '32019R0796/I.B/2');
  assert.equal(
    codeOf(() => read('eu-cyber-table', { list: row('Something else') })),
    'E_LIST_FORMAT',
  );
});

test('UK: rows of one designation are one entry, and the report’s day stands above the header', () => {
  const header =
    'Last Updated,Unique ID,Name 6,Name 1,Name 2,Name type,Alias strength,Regime Name,Designation Type,Sanctions Imposed,Date Designated,D.O.B,Nationality(/ies)';
  const { entries, published } = read('uk-csv', {
    list: `Report Date: 13-Feb-2026\n${header}
16/04/2026,DPR0001,RI,Je-son,,Primary Name,,Democratic People's Republic of Korea,Individual,Asset freeze|Travel Ban,16/07/2009,1938,North Korea
16/04/2026,DPR0001,LEE,Che-sun,,Alias,Low quality a.k.a,Democratic People's Republic of Korea,Individual,Asset freeze|Travel Ban,16/07/2009,1938,North Korea
`,
  });
  assert.equal(published, '2026-02-13');
  assert.deepEqual(
    entries.map(({ id, kind, effect, listedOn, births }) => [id, kind, effect, listedOn, births.join()]),
    [['DPR0001', 'person', 'asset-freeze', '2009-07-16', '1938']],
  );
  assert.deepEqual(entries[0]?.names, [
    { name: 'Je-son RI', quality: 'primary' },
    { name: 'Che-sun LEE', quality: 'weak' },
  ]);
});

/** Rows of the table of 2026-08-28 as published, without what the last column repeats. */
const MOF_ROWS = `15,015-000035,2016.12.92022.8.3改訂,35,個人,キム・チョルサム,KIM CHOL SAM,ジン・ティサン,Jin Tiesan; 金铁三,,,,,,,デドン・クレジット・バンク（DCB）の代表者,Representative for Daedong Credit Bank(DCB),1971/3/11,,,北朝鮮,,645120378（北朝鮮旅券）,,,,,,,,,
15,015-000016,2016.3.112017.8.16改訂,16,個人,チャン・ボムス,JANG BOM SU,チャン・ポムス; チャン・ヒョンウ,Jang Pom Su; Jang Hyon U,,,,,,,タンチョン・コマーシャル・バンクのシリアにおける代表者,Tanchon Commercial Bank Representative in Syria,1957/4/15; 1958/2/22,,,北朝鮮,,,,,,,,,,,
2,002-000007,2001.9.22 2008.6.25改訂 2026.5.11改訂,7,個人,アブドゥル・ラティフ・マンスール,ABDUL LATIF MANSUR,アブドゥル・ラティフ・マンスール; ワリ・モハンマド,Abdul Latif Mansoor; Wali Mohammad,,,,,マウラヴィ,Maulavi,（タリバーン統治下(1996-2001)）農業大臣,,１９６８年頃; 1967/11/12,,,アフガニスタン,Afghanistan,,,,,Afghanistan,"Darul Aman, Kabul,",TAi.007,2001年1月31日,(original script: عبد اللطیف منصور)２０１２年後半時点,
`;
const mof = (rows: string) =>
  read('jp-mof-csv', { list: `\uFEFF${MOF_HEADER}\n${rows}`.replaceAll('\n', '\r\n') });

test('Japan’s MOF: days are written together, names parted by semicolons, and the bearer’s own spelling stands in the remarks', () => {
  const { entries, published, doubts } = mof(MOF_ROWS);
  assert.deepEqual([published, doubts], [null, []]);
  const said = entries.map(({ id, listedOn, births, countries, names }) =>
    [id, listedOn, ...births, ...countries, ...names.map((each) => each.name)].join(' | '),
  );
  assert.deepEqual(said, [
    '015-000035 | 2016-12-09 | 1971/3/11 | 北朝鮮 | キム・チョルサム | KIM CHOL SAM | ジン・ティサン | Jin Tiesan | 金铁三',
    '015-000016 | 2016-03-11 | 1957/4/15 | 1958/2/22 | 北朝鮮 | チャン・ボムス | JANG BOM SU | チャン・ポムス | チャン・ヒョンウ | Jang Pom Su | Jang Hyon U',
    '002-000007 | 2001-09-22 | １９６８年頃 | 1967/11/12 | Afghanistan | アブドゥル・ラティフ・マンスール | ABDUL LATIF MANSUR | ワリ・モハンマド | Abdul Latif Mansoor | Wali Mohammad | عبد اللطیف منصور',
  ]);
  assert.ok(entries.every(({ kind, effect }) => kind === 'person' && effect === 'asset-freeze'));
});

test('Japan’s MOF: a semicolon in brackets parts no name, a wallet may stand in the notice alone, and a new kind is in doubt', () => {
  const described = `2,002-000160,2001.9.22,160,個人,モハンメド,Mohammed,"アドル（生年月日1963/4/11；国籍エジプト）； ムハマド(生年月日1960/4/11； 1963/4/11、国籍エジプト)","Adl (DOB: 11 Apr. 1963. POB: Egypt.); Open (Bracket; Third",,,,Weak,,,,,,,,,,,,,,,,,,,ETH 0x098B716B8Aaf21512996dC57EB0615e2383E2f96`;
  const { entries, doubts } = mof(
    `${described}\n${described.replace('002-000160', '002-000161').replace('個人', '船舶')}\n`,
  );
  assert.deepEqual(
    entries[0]?.names.map((each) => each.name),
    ['モハンメド', 'Mohammed', 'アドル', 'ムハマド', 'Adl', 'Open (Bracket', 'Third', 'Weak'],
  );
  assert.equal(entries[0]?.names.at(-1)?.quality, 'weak');
  assert.equal(entries[0]?.addresses[0]?.accounts[0]?.family, 'evm');
  assert.deepEqual(
    doubts.map(({ code, where }) => [code, where]),
    [['E_LIST_UNKNOWN_ELEMENT', 'jp-mof, row 3']],
  );
  for (const [rows, says] of [
    [`${described}\n${described}\n`, /002-000160 stands twice/],
    [described.replace('002-000160', ''), /no number/],
    [`${described},more`, /33 cells/],
  ] as const)
    assert.throws(() => mof(rows), says);
  assert.throws(
    () => read('jp-mof-csv', { list: '区分,番号\n1,001-000001\n' }),
    /lacks the columns 告示日付/,
  );
});

test('Korea: a header in Korean, then one row a person', () => {
  const { entries } = read('kr-fsc-csv', {
    list: '연번,성명,영문명,생년월일,국적,지정일,비고\n1,리제선,RI JE-SON,1938,북한,2015.6.26,원자력총국장\n',
  });
  assert.deepEqual(
    entries.map(({ id, kind, listedOn, names }) => [
      id,
      kind,
      listedOn,
      names.map((each) => each.name).join(),
    ]),
    [['1', 'person', '2015-06-26', '리제선,RI JE-SON']],
  );
});

test('Japan’s METI: brackets of either width, names after 別称：, and numbers that a page break pushed up', () => {
  const { entries, published } = read('jp-meti-text', {
    list: `指定日：2023年12月15日
最終更新日：2025年9月12日
1 クバンテク有限会社(別称、クバンテク及びクバンテク（HK）有限会社)
Kvantek Limited, a.k.a., the following two aliases:
—Kvantek; and
—Kvantek (HK) Limited.
所在地：Unit 704, Sheung Wan,
Hong Kong, China.2 エレ・テクノロジー・カンパニー・リミテッド
Ele Technology Co LTD（深圳市易络电子有限公司）
別称：イーエルイー・テクノロジー・コー
ポレーション・リミテッド
ELE Technology CO LTD
所在地：Shenzhen, China
3 アメジノFZE
Amegino FZE
別称：アメギノ FZE
所在地：T1-9F-6D, RAKEZ Amenity Center, Ras Al Khaimah, United Arab Emirates
`,
  });
  assert.equal(published, '2025-09-12');
  assert.deepEqual(
    entries.map((entry) => entry.names.map((each) => each.name)),
    [
      [
        'クバンテク有限会社',
        'クバンテク',
        'クバンテク（HK）有限会社',
        'Kvantek Limited',
        'Kvantek',
        'Kvantek (HK) Limited',
      ],
      [
        'エレ・テクノロジー・カンパニー・リミテッド',
        'Ele Technology Co LTD',
        '深圳市易络电子有限公司',
        'イーエルイー・テクノロジー・コーポレーション・リミテッド',
        'ELE Technology CO LTD',
      ],
      // Of the edition of 2026-10-02.
      ['アメジノFZE', 'Amegino FZE', 'アメギノ FZE'],
    ],
  );
  assert.ok(entries.every((entry) => entry.effect === 'export-control'));
});

const NBCTF = 'שם מלא,תעודת זהות,דרכון,תאריך לידה,מספר זיהוי הארנק האלקטרוני/ יוזר,מטבע\n';

test('Israel: wallets under orders, accounts at exchanges that are no address, and two wallets in one cell', () => {
  const { entries, doubts } = read('il-nbctf-csv', {
    list: `${NBCTF}צ.ת 18/26
,,,,TWB9xgNG9nmJuwW4etsQEb9RRnrnVnoNnJ,
צ.ת - 34/23,,,,,
MAHMOUD SALAMA,804683209,,,118828372,
אנונימי,-,-,-,bc1qg9h7s7hn4t9m7uw26gnwfm7xfxk77fkj878sg3,BTC
,,,,"0xc8fe1c81e927540fcc99ebb3c880a840082293da, TR2nTb64cQMx6tqF",
`,
  });
  assert.deepEqual(
    entries.map(({ id, kind, addresses }) => [
      id,
      kind,
      addresses.flatMap((each) => each.accounts.map((one) => one.family)).join(),
    ]),
    [
      ['18/26/TWB9xgNG9nmJuwW4etsQEb9RRnrnVnoNnJ', 'wallet', 'tron'],
      ['34/23/118828372', 'person', ''],
      ['34/23/bc1qg9h7s7hn4t9m7uw26gnwfm7xfxk77fkj878sg3', 'wallet', 'bitcoin'],
      ['34/23/0xc8fe1c81e927540fcc99ebb3c880a840082293da, TR2nTb64cQMx6tqF', 'wallet', 'evm'],
    ],
  );
  assert.deepEqual(
    doubts.map((each) => each.says),
    ['"TR2nTb64cQMx6tqF" is no address of ANY that we can read'],
  );
});

test('Israel: an entry keeps its number when an order is put above it', () => {
  const ids = (above: string): string[] =>
    read('il-nbctf-csv', {
      list: `${NBCTF}${above}צ.ת 18/26\n,,,,TWB9xgNG9nmJuwW4etsQEb9RRnrnVnoNnJ,\n`,
    }).entries.map((each) => each.id);
  assert.deepEqual(ids('צ.ת 19/26\n,,,,TPQrYqxT2ss3BSq5VrAdX9FyrC11Sb4PH2,\n').slice(1), ids(''));
});

test('extracts of OFAC’s addresses are read by asset, or by name', () => {
  const byAsset = readAddressTable([
    ['asset', 'address'],
    ['XBT', '12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h'],
  ]);
  assert.equal(byAsset.entries[0]?.addresses[0]?.accounts[0]?.family, 'bitcoin');
  const byName = readAddressTable([
    ['address', 'name'],
    ['0x098B716B8Aaf21512996dC57EB0615e2383E2f96', 'LAZARUS GROUP'],
  ]);
  assert.equal(byName.entries[0]?.names[0]?.name, 'LAZARUS GROUP');
});

test('only readers that met a real file count as verified', () => {
  assert.deepEqual(
    FORMATS.filter((each) => each.verified).map((each) => each.id),
    ['ofac-csv', 'un-xml', 'eu-dprk-table', 'eu-cyber-table', 'jp-meti-text', 'il-nbctf-csv'],
  );
});
