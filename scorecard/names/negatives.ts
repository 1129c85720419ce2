/**
 * Names of people and firms that nobody lists: everyday surnames with everyday given names, put together by chance.
 * Korean, Japanese and Chinese names stand apart, since few surnames there cover most people, so that a matcher
 * that is good elsewhere may stop half of Seoul. Whoever by chance bears exactly a listed name is left out: no
 * matcher of names alone can tell him from his namesake.
 */
import type { Random } from '../../src/core/laboratory/prng.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

type Culture = {
  readonly name: string;
  readonly family: readonly string[];
  readonly given: readonly string[];
  readonly familyFirst: boolean;
};

const LATIN: readonly Culture[] = [
  {
    name: 'English',
    family: words(
      'Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore Martin Thompson White Clark Lewis Walker Hall Young Wright Hill Scott Green Baker Carter Mitchell Roberts Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Murphy Cook Rogers Reed Bailey Bell Cooper Ward',
    ),
    given: words(
      'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Daniel Karen Matthew Lisa Anthony Nancy Mark Sandra Steven Ashley Paul Emily Andrew Donna Joshua Michelle Kevin Laura Brian Rebecca George Helen',
    ),
    familyFirst: false,
  },
  {
    name: 'Spanish',
    family: words(
      'Garcia Rodriguez Martinez Hernandez Lopez Gonzalez Perez Sanchez Ramirez Torres Flores Rivera Gomez Diaz Reyes Morales Cruz Ortiz Gutierrez Chavez Ramos Ruiz Alvarez Mendoza Vasquez Castillo Jimenez Moreno Romero Herrera Medina Aguilar Vargas Castro Guzman Salazar',
    ),
    given: words(
      'Jose Maria Juan Ana Luis Carmen Carlos Laura Jorge Rosa Francisco Patricia Miguel Elena Antonio Isabel Manuel Lucia Pedro Marta Alejandro Sofia Fernando Teresa Ricardo Paula Javier Andrea Rafael Claudia Eduardo Raquel Roberto Pilar Diego Beatriz',
    ),
    familyFirst: false,
  },
  {
    name: 'Russian',
    family: words(
      'Ivanov Smirnov Kuznetsov Popov Vasiliev Petrov Sokolov Mikhailov Novikov Fedorov Morozov Volkov Alekseev Lebedev Semenov Egorov Pavlov Kozlov Stepanov Nikolaev Orlov Andreev Makarov Nikitin Zakharov Zaitsev Solovyov Borisov Yakovlev Grigoriev Romanov Vorobyov Sergeev Kuzmin Frolov',
    ),
    given: words(
      'Aleksandr Sergei Dmitri Andrei Aleksei Maksim Evgeni Ivan Mikhail Nikolai Vladimir Pavel Roman Igor Oleg Viktor Anna Elena Olga Natalia Ekaterina Irina Tatiana Svetlana Maria Yulia Anastasia Daria',
    ),
    familyFirst: false,
  },
  {
    name: 'Arabic',
    family: words(
      'Al-Harbi Al-Otaibi Al-Ghamdi Al-Qahtani Al-Zahrani Al-Shehri Al-Dosari Haddad Khoury Nasser Mansour Saleh Ibrahim Hassan Hussein Khalil Mahmoud Osman Abdullah Farouk Shaheen Najjar Said Rahman Fadel Qasim Sabbagh Darwish Hamdan Awad Bishara Kanaan',
    ),
    given: words(
      'Mohammed Ahmed Ali Omar Khaled Youssef Ibrahim Hassan Mustafa Tariq Samir Faisal Karim Nabil Walid Ziad Fatima Aisha Layla Maryam Noor Huda Salma Rania Dina Amal Zainab Yasmin',
    ),
    familyFirst: false,
  },
  {
    name: 'South Asian',
    family: words(
      'Sharma Patel Singh Kumar Gupta Khan Reddy Nair Das Iyer Joshi Mehta Chopra Malik Chaudhry Hussain Ahmed Qureshi Siddiqui Begum Rahman Islam Perera Fernando Silva Thapa Gurung Shrestha',
    ),
    given: words(
      'Rahul Amit Priya Anjali Sanjay Vikram Neha Pooja Arjun Rohan Imran Bilal Usman Sana Ayesha Farhan Nadia Kamal Sunil Anil Deepak Kavita Meera Ravi Suresh Lakshmi Nimal Bishal',
    ),
    familyFirst: false,
  },
];

export const KOREAN: Culture = {
  name: 'Korean',
  family: words(
    'Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Jeon Hong Yoo Ko Moon Yang Son Bae Baek Heo Nam Shim Noh Ha Kwak Sung Cha Joo Woo Koo Min Ryu Na Jin Ji Um Chae Won Chun Bang Kong',
  ),
  given: words(
    'Min-jun Seo-yeon Ji-hoon Ji-woo Do-yun Seo-jun Ha-eun Ye-jun Su-bin Hyun-woo Ji-min Yu-jin Sung-ho Young-ho Jung-hee Kyung-soo Young-sook Mi-kyung Jin-ho Dong-hyun Seung-hyun Hye-jin Eun-ji Soo-jin Sang-hoon Jae-hyun Tae-yang Woo-jin Hyun-jung Myung-hee Kwang-soo Byung-chul Chang-ho In-ho Ki-tae Jong-min Jung-ho Young-chul Sun-hee Ok-ja Chun-ja Il-woo Dae-jung Geun-hye Yong-jun Joon-ho Chan-wook Kyung-min Ho-jin Nam-joon',
  ),
  familyFirst: true,
};

export const JAPANESE: Culture = {
  name: 'Japanese',
  family: words(
    'Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Yamaguchi Matsumoto Inoue Kimura Hayashi Shimizu Yamazaki Mori Abe Ikeda Hashimoto Ishikawa Ogawa Okada Goto Hasegawa Murakami Kondo Ishii Saito Sakamoto Endo Aoki Fujii Nishimura Fukuda Ota',
  ),
  given: words(
    'Hiroshi Takashi Kenji Yuki Haruto Sota Ren Yuto Akira Makoto Kazuo Naoki Daisuke Shota Ryo Tsuyoshi Satoshi Koji Keiko Yoko Sakura Hina Yui Aoi Misaki Nanami Emi Kumiko Yumi Tomoko Shinichi Yuichi Masao Shigeru Minoru Taro Ichiro Jiro Hanako Ayumi',
  ),
  familyFirst: false,
};

export const CHINESE: Culture = {
  name: 'Chinese',
  family: words(
    'Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie Song Tang Deng Han Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding Ren Shen Yao',
  ),
  given: words(
    'Wei Fang Na Min Jing Qiang Lei Jun Yang Yong Yan Jie Tao Ming Chao Xiuying Juan Xia Ping Gang Guiying Haoran Zihan Yuxuan Xinyi Jianguo Jianhua Guohua Zhiqiang Xiaoming Xiaoli Wenbo Yifan Mengyao Jiahao Tingting Lihua Meiling Dawei Zhigang',
  ),
  familyFirst: true,
};

/** The same three cultures in their own scripts. */
export const NATIVE: readonly Culture[] = [
  {
    name: 'Hangul',
    family: words('김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 전 홍'),
    given: words(
      '민준 서연 지훈 지우 도윤 하은 예준 수빈 현우 지민 유진 성호 영호 정희 경수 영숙 미경 진호 동현 승현',
    ),
    familyFirst: true,
  },
  {
    name: 'Kanji',
    family: words('佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上'),
    given: words('翔太 大輔 健一 直樹 陽子 恵子 美咲 真由美 太郎 花子 浩 誠 明 裕子 智子 和夫'),
    familyFirst: true,
  },
  {
    name: 'Hanzi',
    family: words('王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗'),
    given: words('伟 芳 娜 敏 静 强 磊 军 洋 勇 艳 杰 涛 明 超 秀英 建国 建华 志强 晓明'),
    familyFirst: true,
  },
];

const FIRST = words(
  'Blue Green Silver Golden Northern Southern Pacific Atlantic Alpine Summit Harbour River Evergreen Sunrise Skylight Maple Cedar Granite Falcon Lotus Orchid Jade Coral Amber Crystal Horizon Pioneer Heritage Liberty Unity',
);
const SECOND = words(
  'Trading Shipping Logistics Foods Textiles Electronics Software Consulting Energy Steel Marine Travel Medical Construction Insurance Finance Motors Chemicals Packaging Printing Media Farms Furniture Hotels Mining',
);
const FORM = ['Ltd', 'LLC', 'Inc.', 'GmbH', 'Co., Ltd.', 'S.A.', 'Pte Ltd', 'Corporation', 'S.r.l.', 'K.K.'];

export function peopleOf(random: Random, { family, given, familyFirst, name }: Culture): string {
  const [last, first] = [random.pick(family), random.pick(given)];
  const native = NATIVE.some((each) => each.name === name);
  if (native) return `${last}${first}`;
  return (familyFirst ? [last, first] : [first, last]).join(' ');
}

/** A second given name now and then, as in passports. */
export function anybody(random: Random): string {
  const culture = random.pick(LATIN);
  const [first, last] = [random.pick(culture.given), random.pick(culture.family)];
  const second = random.below(3) === 0 ? [random.pick(culture.given)] : [];
  return [first, ...second, last].join(' ');
}

export const anyFirm = (random: Random): string =>
  `${random.pick(FIRST)} ${random.pick(SECOND)} ${random.pick(FORM)}`;
