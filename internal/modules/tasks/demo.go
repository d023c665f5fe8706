package tasks

import (
	"context"
	"fmt"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demoTask is something to do on the reference day or soon after, for a person
// by login or for a role.
type demoTask struct {
	text        string
	login, role string
	days        int
	due         civil.Clock
	priority    Priority
}

var demoTasks = []demoTask{
	{"给技工所回电：功能矫治器几号到件", "", org.RoleFrontDesk, 0, 11 * 60, Normal},
	{"核对下午支抗钉植入的手术包和麻药", "jiangmianqiu", "", 0, 12*60 + 30, Urgent},
	{"把昨天方案沟通的资料发给家长", "wenyan", "", 0, 16 * 60, Normal},
	{"准备下午拆托槽的毕业证书和合影", "luxiaohuang", "", 0, 15 * 60, Normal},
	{"清点拔牙包里的纱布和棉球，不够的补上", "tangxituo", "", 0, 16*60 + 30, Normal}, // off today: the manager stands in
	{"正畸蜡和咬胶快用完了，各补 20 盒", "", org.RoleStock, 1, 12 * 60, Normal},
	{"排好下个长假的值班表", "", org.RoleManager, 3, 17 * 60, Low},
}

// demo gives the people of the first clinic something to do besides their
// visits; the calls come from the visits themselves.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	clinic := demo.Get[map[string]org.Clinic](w, org.DemoClinics)[org.DemoWindmill]
	staff := demo.Get[map[string]org.Staff](w, org.DemoStaff)
	err := s.db.Write(auth.AsProgram(ctx, w.Tenant, "demo"), func(tx *db.Tx) error {
		for i, d := range demoTasks {
			n := New{Kind: Todo, Clinic: clinic.ID, Title: Title{"tasks.title.own", map[string]any{"text": d.text}},
				Due: w.Today.AddDays(d.days).At(d.due, w.Zone), Owner: staff[d.login].ID, Role: d.role, Priority: d.priority,
				Dedupe: fmt.Sprint("tasks.demo:", w.Today, ":", i)}
			if there, err := everOpened(tx, n.Dedupe); err != nil || there {
				if err != nil {
					return err
				}
				continue
			}
			if _, err := s.Open(tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	w.Step("tasks", 1, 1)
	return err
}
