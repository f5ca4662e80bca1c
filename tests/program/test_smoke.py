from decimal import Decimal as D
from program import actions as program
from points import actions as points, queries
from points.models import Movement, Lot, RuleVersion
from tests.factories import *

def put(shop, id, *lines, now=None, **f):
    return program.receive_order(shop=shop, external_id=id, fact=order_fact(*lines, **f), author="api:1", now=now or day(f.get("on",0)))

def rules(shop, **values):
    v = queries.rules_at(shop, START)
    return points.save_rules(shop=shop, base=v, values=values, author="staff:1", now=START)

def bal(c, n=0): 
    b = queries.balance(c, day(n)); return b.available, b.pending, b.debt

def test_1(shop, alice):
    r = put(shop, "46", customer=alice)
    assert r.settlement.points.posted == 4
    assert bal(alice) == (4,0,0)
    v = points.convert(customer=alice, points=None, author="c", now=day(1))
    assert v.amount == D("2.00") and v.code.startswith("FID-")
    assert bal(alice,1) == (0,0,0)

def test_2(shop, alice):
    rules(shop, ratio=D(1))
    L=lambda r: [line(1,"10", refunded_quantity=int("A" in r)), line(2,"10", refunded_quantity=int("B" in r)), line(3,"20", refunded_quantity=int("C" in r))]
    put(shop,"1",*L(""),customer=alice); assert bal(alice)==(40,0,0)
    put(shop,"1",*L("C"),customer=alice,on=1); assert bal(alice,1)==(20,0,0)
    put(shop,"1",*L("CB"),customer=alice,on=2); assert bal(alice,2)==(10,0,0)
    put(shop,"1",*L("ABC"),customer=alice,on=3); assert bal(alice,3)==(0,0,0)

def test_7(shop, alice):
    for i,s in enumerate(["paid","cancelled","paid","paid","delivered"]):
        put(shop,"1",customer=alice,on=i,state=s)
    assert bal(alice,5)==(4,0,0)
    assert Movement.objects.count()==3

def test_8(shop, alice):
    rules(shop, ratio=D(1))
    put(shop,"1",line(1,"50"),customer=alice)
    v = points.convert(customer=alice, points=None, author="c", now=day(1))
    put(shop,"1",line(1,"50"),customer=alice,on=2,state="refunded",now=day(2))
    v.refresh_from_db(); assert v.cancelled_at
    assert bal(alice,2)==(0,0,0)
    put(shop,"2",line(1,"50"),customer=alice,on=3)
    v = points.convert(customer=alice, points=None, author="c", now=day(3))
    r=put(shop,"3",line(1,"5"),customer=alice,on=4,placed_at=day(4),paid_at=day(4),vouchers=(v.code.lower(),), discount=D("5"))
    assert [u.state for u in r.settlement.vouchers]==["used"]
    put(shop,"2",line(1,"50"),customer=alice,on=5,state="refunded")
    assert bal(alice,5)==(0,0,50)
    put(shop,"4",line(1,"80"),customer=alice,on=6)
    assert bal(alice,6)==(30,0,0)

def test_expire(shop, alice):
    put(shop, "46", customer=alice)
    assert bal(alice, 101)==(0,0,0)
    assert list(points.expire_due(now=day(101)))==[1]
    put(shop, "46", customer=alice, state="cancelled", on=102)
    assert bal(alice,102)==(0,0,0)
    put(shop, "46", customer=alice, state="paid", on=103)
    assert bal(alice,103)==(0,0,0)
    l=Lot.objects.get(); assert (l.absorbed,l.posted,l.expired)==(0,4,4)

def test_30k(shop, alice):
    rules(shop, ratio=D(2), points_per_block=10)
    put(shop,"1",line(1,"7"),customer=alice); assert bal(alice)==(30,0,0)
