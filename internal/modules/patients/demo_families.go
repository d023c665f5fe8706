package patients

// households puts 3,020 of 6,000 people into 1,150 families: with two adults and
// two children, two and one, one and one, and couples.
func (c *cast) households() {
	n := len(c.list)
	for _, clinic := range []string{"fengche", "zhichuan"} {
		men, women, children := c.pool(clinic, Male, 26, 55), c.pool(clinic, Female, 26, 55), c.pool(clinic, "", 0, 17)
		part := func(k int) int { // of 6,000, this clinic's part
			k = k * n / demoTotal
			if clinic == "fengche" {
				return k * 7 / 10
			}
			return k - k*7/10
		}
		for _, f := range []struct{ count, adults, children int }{{part(200), 2, 2}, {part(320), 2, 1}, {part(130), 2, 0}, {part(500), 1, 1}} {
			for range f.count {
				c.family(&men, &women, &children, f.adults, f.children)
			}
		}
	}
}

// pool lists, shuffled, who of a clinic has the sex ("" = any) and age.
func (c *cast) pool(clinic string, sex Sex, from, to int) []int {
	var out []int
	for i, p := range c.list {
		if i > 1 && p.Clinic == clinic && p.Age >= from && p.Age <= to && (sex == "" || p.Sex == sex) {
			out = append(out, i)
		}
	}
	c.rnd.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func take(pool *[]int) (int, bool) {
	if len(*pool) == 0 {
		return 0, false
	}
	i := (*pool)[len(*pool)-1]
	*pool = (*pool)[:len(*pool)-1]
	return i, true
}

func (c *cast) family(men, women, children *[]int, adults, kids int) {
	household := c.ids()
	father, mother := -1, -1
	if adults == 2 || len(*women) == 0 {
		if i, ok := take(men); ok {
			father = i
			c.list[i].Household = household
		}
	}
	if adults == 2 || father < 0 {
		if i, ok := take(women); ok {
			mother = i
			c.list[i].Household = household
		}
	}
	for range kids {
		i, ok := take(children)
		if !ok {
			return
		}
		p := &c.list[i]
		p.Household = household
		head := father
		if mother >= 0 {
			p.Mother = c.list[mother].ID
			if head < 0 {
				head = mother
			}
		}
		if father >= 0 {
			p.Father = c.list[father].ID
		}
		if head >= 0 {
			p.Name = surnameOf(c.list[head].Name) + givenOf(p.Name)
		}
	}
}

// circles makes 60 referral trees of depth up to five, among them one of 34
// around a school and one of 22 around an office.
func (c *cast) circles() {
	n := len(c.list)
	var pupils, office, others []int
	for i, p := range c.list {
		switch {
		case i < 2 || p.Source != "referral":
		case p.Age >= 7 && p.Age <= 15:
			pupils = append(pupils, i)
		case p.Age >= 26 && p.Age <= 35:
			office = append(office, i)
		default:
			others = append(others, i)
		}
	}
	for _, pool := range [][]int{pupils, office, others} {
		c.rnd.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	}
	roots := max(2, 60*n/demoTotal)
	for k := range roots {
		size, pool := 3+c.rnd.IntN(10), &others
		switch k {
		case 0:
			size, pool = 34, &pupils
		case 1:
			size, pool = 22, &office
		}
		c.tree(pool, size, k == 2)
	}
}

// tree makes one referral tree; the first of the ordinary ones grows around
// 陈彩虹.
func (c *cast) tree(pool *[]int, size int, rainbow bool) {
	root, ok := 0, true
	if !rainbow {
		root, ok = take(pool)
	}
	if !ok {
		return
	}
	if !rainbow {
		c.list[root].Source = "walk_in" // a root came by itself
	}
	depth := map[int]int{root: 0}
	members := []int{root}
	for len(members) < size {
		i, ok := take(pool)
		if !ok {
			return
		}
		by := members[c.rnd.IntN(len(members))]
		for depth[by] >= 5 {
			by = members[c.rnd.IntN(len(members))]
		}
		depth[i] = depth[by] + 1
		c.list[i].Introducer = c.list[by].ID
		members = append(members, i)
	}
}
