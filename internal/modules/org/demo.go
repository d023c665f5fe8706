package org

import (
	"context"
	"slices"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// What the demo is opened with, and what it leaves for the modules above.
const (
	DemoTenant   = "01930000-0000-7000-8000-00000000d3a0" // where the World names no group
	DemoGroup    = "demo"                                 // the group code
	DemoPassword = "archwire-demo"                        // of everybody

	// DemoClinics is the key of map[string]Clinic by code: DemoWindmill, DemoPaperBoat.
	DemoClinics = "org.clinics"
	// DemoStaff is the key of map[string]Staff by login ("chenggongyuan").
	DemoStaff = "org.staff"

	DemoWindmill  = "fengche"       // 风车路店
	DemoPaperBoat = "zhichuan"      // 纸船街店
	DemoOwner     = "zhouquan"      // 周全, who owns the group
	DemoCity      = "积木市"           // where all of it stands
	DemoDoctor    = "chenggongyuan" // 程弓远, whose day the reference day is
)

var demoClinics = []Clinic{
	{Code: DemoWindmill, Name: "风车路店", ShortName: "风车路", Kind: Own, LegalEntity: "积木市牙程示范口腔有限公司",
		Address: "积木市风车区风车路 1 号", Phone: "128 0000 9001", NumberPrefix: "F", Hours: EveryDay(9*60, 18*60)},
	{Code: DemoPaperBoat, Name: "纸船街店", ShortName: "纸船街", Kind: Own, LegalEntity: "积木市牙程示范口腔有限公司",
		Address: "积木市风车区纸船街 20 号", Phone: "128 0000 9002", NumberPrefix: "Z", Hours: EveryDay(9*60, 18*60)},
}

// demoPerson is one of the people of the demo: where they hold which roles, by
// the code of the clinic, "" for the group.
type demoPerson struct {
	login, name, title, colour string
	licensed                   bool
	clinic                     string
	roles                      []string
}

// Everybody of the demo. Each built-in role is held by somebody.
var demoPeople = []demoPerson{
	{"huaxiaoxuan", "花小宣", "品牌市场", "", false, "", []string{RoleMarketing}},
	{"biduizhang", "毕对账", "财务主管", "", false, "", []string{RoleFinance}},
	{"kumancang", "库满仓", "库房主管", "", false, "", []string{RoleStock}},
	{"yanchazhang", "严查账", "内审", "", false, "", []string{RoleAuditor}},

	{"shidinghai", "石定海", "店长", "#5b6b7a", false, DemoWindmill, []string{RoleManager}},
	{"chenggongyuan", "程弓远", "正畸主任医师", "#2f6f5e", true, DemoWindmill, []string{RoleDoctor}},
	{"dougenguan", "窦根管", "全科主治医师", "#8a5a2b", true, DemoWindmill, []string{RoleDoctor}},
	{"xuwuzhu", "许无蛀", "全科医师", "#6a5acd", true, DemoWindmill, []string{RoleDoctor}},
	{"minglangbai", "明朗白", "住院医师", "#2b7a9b", true, DemoWindmill, []string{RoleSecondDentist}},
	{"luxiaohuang", "陆小簧", "医生助理", "#b0563f", false, DemoWindmill, []string{RoleAssistant}},
	{"yejieza", "叶结扎", "医生助理", "#a36f00", false, DemoWindmill, []string{RoleAssistant}},
	{"jiangmianqiu", "江棉球", "护士长", "", false, DemoWindmill, []string{RoleNurse}},
	{"gukoujing", "顾口镜", "护士", "", false, DemoWindmill, []string{RoleNurse}},
	{"shenniezi", "沈镊子", "护士", "", false, DemoWindmill, []string{RoleNurse}},
	{"mengweijin", "孟围巾", "护士", "", false, DemoWindmill, []string{RoleNurse}},
	{"tangxituo", "唐吸唾", "护士", "", false, DemoWindmill, []string{RoleNurse}},
	{"dingtuopan", "丁托盘", "护士", "", false, DemoWindmill, []string{RoleNurse}},
	{"xiashoutao", "夏手套", "护士", "", false, DemoWindmill, []string{RoleNurse}},
	{"wenyan", "温言", "咨询师", "#9b4f7a", false, DemoWindmill, []string{RoleCoordinator}},
	{"suwenzhen", "苏问诊", "咨询师", "#7a5aa0", false, DemoWindmill, []string{RoleCoordinator}},
	{"heying", "何迎", "前台", "", false, DemoWindmill, []string{RoleFrontDesk}},
	{"jiyue", "纪约", "前台", "", false, DemoWindmill, []string{RoleFrontDesk}},
	{"qianfenming", "钱分明", "收银", "", false, DemoWindmill, []string{RoleCashier}},
	{"anhuifang", "安回访", "客服", "", false, DemoWindmill, []string{RoleServiceStaff}},
	{"yunuan", "余暖", "客服", "", false, DemoWindmill, []string{RoleServiceStaff}},
	{"fangpian", "方片", "影像技师", "#4a6fa5", false, DemoWindmill, []string{RoleImaging}},

	{"liangpingqi", "梁平齐", "正畸主治医师", "#3f7d3f", true, DemoPaperBoat, []string{RoleDoctor}},
	{"baimoliang", "白磨亮", "店长、全科主治医师", "#8c6d46", true, DemoPaperBoat, []string{RoleDoctor, RoleManager}},
	{"tongxiaoya", "童小芽", "儿牙医师", "#c05f7e", true, DemoPaperBoat, []string{RoleDoctor}},
	{"lushukou", "卢漱口", "护士", "", false, DemoPaperBoat, []string{RoleNurse, RoleImaging}},
	{"qiaoshabu", "乔纱布", "护士", "", false, DemoPaperBoat, []string{RoleNurse}},
	{"wuxiaodeng", "吴小灯", "护士", "", false, DemoPaperBoat, []string{RoleNurse}},
	{"xiewenxin", "谢问心", "咨询师", "#a04f4f", false, DemoPaperBoat, []string{RoleCoordinator}},
	{"zhangxiaoling", "章小铃", "前台", "", false, DemoPaperBoat, []string{RoleFrontDesk, RoleCashier}},
	{"liuqiandao", "柳签到", "前台", "", false, DemoPaperBoat, []string{RoleFrontDesk}},
}

// demo makes the group, its clinics and its people, as far as they are not
// there yet, and leaves them on the World. Passwords are known to all: it must
// never run on a group that works.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	if w.Tenant == "" {
		w.Tenant = DemoTenant
	}
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	if err := s.demoGroup(ctx, w); err != nil {
		return err
	}
	clinics, err := s.demoOpen(ctx)
	if err != nil {
		return err
	}
	staff, err := s.demoHire(ctx, w, clinics)
	if err != nil {
		return err
	}
	w.Put(DemoClinics, clinics)
	w.Put(DemoStaff, staff)
	return nil
}

func (s *Service) demoGroup(ctx context.Context, w *demo.World) error {
	_, there, err := s.auth.Group(ctx, w.Tenant)
	if err != nil || there {
		return err
	}
	_, err = s.CreateGroup(ctx, NewGroup{
		ID: w.Tenant, Code: DemoGroup, Name: "牙程示范口腔", Password: DemoPassword,
		Owner: NewStaff{Login: DemoOwner, Staff: Staff{Name: "周全", Title: "牙老板", EmployedFrom: w.From.AddMonths(-24)}},
	})
	return err
}

func (s *Service) demoOpen(ctx context.Context) (map[string]Clinic, error) {
	out := map[string]Clinic{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := s.Clinics(tx)
		for _, c := range list {
			out[c.Code] = c
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, c := range demoClinics {
		if _, there := out[c.Code]; there {
			continue
		}
		c.City = DemoCity
		if out[c.Code], err = s.OpenClinic(ctx, c); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) demoHire(ctx context.Context, w *demo.World, clinics map[string]Clinic) (map[string]Staff, error) {
	out, err := s.byLogin(ctx)
	if err != nil {
		return nil, err
	}
	// One hash for all: each costs some ten milliseconds, and the password is no
	// secret.
	hash, err := s.auth.HashPassword(ctx, DemoPassword, "")
	if err != nil {
		return nil, err
	}
	for i, p := range demoPeople {
		w.Step("org", i, len(demoPeople))
		if _, there := out[p.login]; there {
			continue
		}
		n := NewStaff{Login: p.login, Staff: Staff{
			Name: p.name, Title: p.title, Colour: p.colour, MayDoLicensedActs: p.licensed, EmployedFrom: w.From.AddMonths(-18),
		}}
		for _, role := range p.roles {
			n.Holdings = append(n.Holdings, Holding{Role: role, Clinic: clinics[p.clinic].ID})
		}
		if out[p.login], err = s.hire(ctx, n, hash); err != nil {
			return nil, err
		}
	}
	w.Step("org", len(demoPeople), len(demoPeople))
	return out, nil
}

// byLogin reads everybody of the group by login.
func (s *Service) byLogin(ctx context.Context) (map[string]Staff, error) {
	out := map[string]Staff{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := s.StaffList(tx, StaffFilter{Gone: true, Limit: 10_000})
		if err != nil {
			return err
		}
		ids := make([]string, len(list))
		for i, p := range list {
			ids[i] = p.ID
		}
		accounts, err := s.auth.AccountsIn(tx, ids)
		for _, p := range list {
			if a, ok := accounts[p.ID]; ok {
				out[a.Login] = p
			}
		}
		return err
	})
	return out, err
}

// DemoLogins lists the log-ins that the demo prints, the owner first, with the
// roles in the order of BuiltIn: one person for each.
func DemoLogins() []DemoLogin {
	out := []DemoLogin{{RoleOwner, DemoOwner, "周全"}}
	for _, role := range BuiltIn {
		i := slices.IndexFunc(demoPeople, func(p demoPerson) bool { return slices.Contains(p.roles, role) })
		if i >= 0 {
			out = append(out, DemoLogin{role, demoPeople[i].login, demoPeople[i].name})
		}
	}
	return out
}

// DemoLogin is one person of the demo who stands for a role.
type DemoLogin struct{ Role, Login, Name string }
