import django.core.validators
import django.db.models.deletion
from django.db import migrations, models



class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_role'),
        ('points', '0010_merges'),
        ('shop', '0010_merges_and_claims'),
    ]

    operations = [
        migrations.CreateModel(
            name='AdjustLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at_once', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='points at once')),
                ('per_day', models.PositiveIntegerField(blank=True, help_text='Given and taken together, by one person. Empty: no limit.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='points in a day')),
            ],
            options={
                'verbose_name': 'limit of adjustments',
                'verbose_name_plural': 'limits of adjustments',
            },
        ),
        migrations.AddField(
            model_name='adjustlimit',
            name='role',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.role', verbose_name='role'),
        ),
        migrations.AddField(
            model_name='adjustlimit',
            name='shop',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop'),
        ),
        migrations.AddConstraint(
            model_name='adjustlimit',
            constraint=models.UniqueConstraint(fields=('shop', 'role'), name='adjust_limit_once_per_shop_and_role'),
        ),
        migrations.AddConstraint(
            model_name='adjustlimit',
            constraint=models.CheckConstraint(condition=models.Q(('at_once__gt', 0), models.Q(('per_day', None), ('per_day__gt', 0), _connector='OR')), name='adjust_limit_allows_something'),
        ),
    ]
