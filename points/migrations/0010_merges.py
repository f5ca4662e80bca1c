import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


# Until now an account had one lot per order at most: the one a settlement was about.
WHICH_LOT = """
    ALTER TABLE points_movement DISABLE TRIGGER append_only;
    UPDATE points_movement movement SET lot_id = lot.id FROM points_lot lot
     WHERE movement.kind = 'settle'
       AND lot.order_id = movement.order_id AND lot.account_id = movement.account_id;
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE points_movement ENABLE TRIGGER append_only;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('points', '0002_append_only'),
        ('shop', '0010_merges_and_claims'),
        ('vouchers', '0010_home'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='entry',
            name='entry_sign_follows_kind',
        ),
        migrations.RemoveConstraint(
            model_name='lot',
            name='lot_once_per_order_and_account',
        ),
        migrations.AddField(
            model_name='lot',
            name='home',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='came from'),
        ),
        migrations.AddField(
            model_name='movement',
            name='lot',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='points.lot'),
        ),
        migrations.AddField(
            model_name='movement',
            name='other',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='other account'),
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('earn', 'earned'), ('take_back', 'taken back'), ('restore', 'restored'), ('convert', 'converted'), ('give_back', 'given back'), ('expire', 'expired'), ('adjust', 'adjusted'), ('repay', 'pays a debt'), ('transfer', 'moved to another account'), ('debt', 'debt')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='movement',
            name='kind',
            field=models.CharField(choices=[('settle', 'Order'), ('convert', 'Turned into a voucher'), ('give_back', 'Voucher cancelled'), ('expire', 'Expired'), ('adjust', 'Adjusted by hand'), ('merge', 'Accounts merged'), ('unmerge', 'Merge undone'), ('erase', 'Account erased')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddIndex(
            model_name='lot',
            index=models.Index(condition=models.Q(('home__isnull', False)), fields=['account', 'home'], name='lot_away'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(condition=models.Q(('other__isnull', False)), fields=['other'], name='movement_by_other'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['earn', 'restore', 'give_back']), ('points__gt', 0)), models.Q(('kind__in', ['take_back', 'convert', 'expire', 'repay']), ('points__lt', 0)), models.Q(('kind__in', ['adjust', 'transfer', 'debt']), models.Q(('points', 0), _negated=True)), _connector='OR'), name='entry_sign_follows_kind'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.UniqueConstraint(models.F('order'), django.db.models.functions.comparison.Coalesce('home_id', 'account_id', output_field=models.BigIntegerField()), name='lot_once_per_order_and_home'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(('home', models.F('account')), _negated=True), name='lot_is_away_or_has_no_home'),
        ),
        migrations.RunSQL(WHICH_LOT, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'settle'), ('lot__isnull', False)), models.Q(models.Q(('kind', 'settle'), _negated=True), ('lot', None)), _connector='OR'), name='movement_settles_a_lot'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['merge', 'unmerge']), ('other__isnull', False)), models.Q(models.Q(('kind__in', ['merge', 'unmerge']), _negated=True), ('other', None)), _connector='OR'), name='movement_merges_with_another'),
        ),
    ]
