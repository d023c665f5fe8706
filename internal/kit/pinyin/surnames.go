package pinyin

// surnames lists the characters that are read otherwise as a surname than
// elsewhere, the usual reading first.
var surnames = map[rune][]string{
	'曾': {"zeng"}, '单': {"shan"}, '單': {"shan"}, '仇': {"qiu"}, '解': {"xie"}, '查': {"zha"}, '区': {"ou"}, '區': {"ou"},
	'翟': {"zhai", "di"}, '覃': {"qin", "tan"}, '乐': {"yue", "le"}, '樂': {"yue", "le"}, '朴': {"piao", "pu"},
	'盖': {"ge", "gai"}, '蓋': {"ge", "gai"}, '任': {"ren"}, '华': {"hua"}, '宁': {"ning"}, '员': {"yun"}, '贠': {"yun"},
	'尉': {"wei", "yu"}, '缪': {"miao", "mou"}, '种': {"chong"}, '重': {"chong"}, '冼': {"xian"}, '洗': {"xian"},
	'秘': {"bi", "mi"}, '黑': {"he"}, '折': {"she"}, '那': {"na"}, '召': {"shao"}, '句': {"gou"}, '佴': {"nai"},
	'逄': {"pang"}, '逯': {"lu"}, '晁': {"chao"}, '谌': {"chen", "shen"}, '隗': {"wei", "kui"}, '郗': {"xi", "chi"},
	'郇': {"xun", "huan"}, '繁': {"po", "fan"}, '瞿': {"qu"}, '阚': {"kan"}, '车': {"che"}, '柏': {"bai", "bo"},
	'牟': {"mou", "mu"}, '贾': {"jia"}, '葛': {"ge"}, '过': {"guo"}, '曲': {"qu"}, '钭': {"tou"}, '訾': {"zi"},
	'祭': {"zhai", "ji"}, '万': {"wan"}, '於': {"yu"}, '应': {"ying"}, '都': {"du"}, '相': {"xiang"}, '燕': {"yan"},
	'撒': {"sa"}, '沈': {"shen"}, '卜': {"bu"}, '石': {"shi"}, '叶': {"ye"}, '谷': {"gu"}, '殷': {"yin"},
	'费': {"fei", "bi"}, '褚': {"chu"}, '角': {"jue"}, '乜': {"nie"}, '宓': {"mi", "fu"}, '宿': {"su"}, '粘': {"nian"},
	'便': {"pian"}, '能': {"nai"}, '揣': {"chuai"}, '臧': {"zang"}, '藏': {"zang"}, '仉': {"zhang"}, '厍': {"she"},
	'盛': {"sheng"}, '薄': {"bo"}, '强': {"qiang"}, '呙': {"guo"}, '啜': {"chuai"}, '仝': {"tong"}, '俞': {"yu"},
	'冯': {"feng"}, '纪': {"ji"}, '长': {"chang"}, '尹': {"yin"}, '艾': {"ai"}, '哈': {"ha"}, '幸': {"xing"}, '适': {"kuo", "shi"},
	'令': {"ling"}, '占': {"zhan"}, '弗': {"fu"}, '祝': {"zhu"}, '臭': {"chou"}, '蕃': {"pi", "fan"}, '逮': {"dai"}, '馮': {"feng"},
}

// pairs lists the surnames of two characters with their readings.
var pairs = map[string][]string{
	"欧阳": {"ou", "yang"}, "歐陽": {"ou", "yang"}, "太史": {"tai", "shi"}, "端木": {"duan", "mu"}, "上官": {"shang", "guan"},
	"司马": {"si", "ma"}, "司馬": {"si", "ma"}, "东方": {"dong", "fang"}, "独孤": {"du", "gu"}, "南宫": {"nan", "gong"},
	"万俟": {"mo", "qi"}, "闻人": {"wen", "ren"}, "夏侯": {"xia", "hou"}, "诸葛": {"zhu", "ge"}, "諸葛": {"zhu", "ge"},
	"尉迟": {"yu", "chi"}, "尉遲": {"yu", "chi"}, "公羊": {"gong", "yang"}, "赫连": {"he", "lian"}, "澹台": {"tan", "tai"},
	"皇甫": {"huang", "fu"}, "宗政": {"zong", "zheng"}, "濮阳": {"pu", "yang"}, "公冶": {"gong", "ye"}, "太叔": {"tai", "shu"},
	"申屠": {"shen", "tu"}, "公孙": {"gong", "sun"}, "慕容": {"mu", "rong"}, "仲孙": {"zhong", "sun"}, "钟离": {"zhong", "li"},
	"长孙": {"zhang", "sun"}, "宇文": {"yu", "wen"}, "司徒": {"si", "tu"}, "鲜于": {"xian", "yu"}, "司空": {"si", "kong"},
	"闾丘": {"lv", "qiu"}, "子车": {"zi", "ju"}, "亓官": {"qi", "guan"}, "司寇": {"si", "kou"}, "巫马": {"wu", "ma"},
	"公西": {"gong", "xi"}, "颛孙": {"zhuan", "sun"}, "壤驷": {"rang", "si"}, "公良": {"gong", "liang"}, "漆雕": {"qi", "diao"},
	"乐正": {"yue", "zheng"}, "宰父": {"zai", "fu"}, "谷梁": {"gu", "liang"}, "拓跋": {"tuo", "ba"}, "夹谷": {"jia", "gu"},
	"轩辕": {"xuan", "yuan"}, "令狐": {"ling", "hu"}, "段干": {"duan", "gan"}, "百里": {"bai", "li"}, "呼延": {"hu", "yan"},
	"东郭": {"dong", "guo"}, "南门": {"nan", "men"}, "羊舌": {"yang", "she"}, "微生": {"wei", "sheng"}, "梁丘": {"liang", "qiu"},
	"左丘": {"zuo", "qiu"}, "东门": {"dong", "men"}, "西门": {"xi", "men"}, "单于": {"chan", "yu"}, "淳于": {"chun", "yu"},
	"第五": {"di", "wu"}, "纳兰": {"na", "lan"}, "叶赫": {"ye", "he"}, "完颜": {"wan", "yan"}, "耶律": {"ye", "lv"},
}
