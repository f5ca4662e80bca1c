
import core.constraints
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shop', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('friend', models.BinaryField(max_length=16)),
                ('sender', models.BinaryField(max_length=16, null=True)),
                ('place', models.BinaryField(max_length=16, null=True)),
                ('sent_at', models.DateTimeField(verbose_name='sent')),
                ('product', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.product', verbose_name='product')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'article sent to a friend',
                'verbose_name_plural': 'articles sent to friends',
                'indexes': [models.Index(fields=['shop', 'sent_at'], name='recommendation_by_day')],
                'constraints': [models.UniqueConstraint(fields=('product', 'friend'), name='recommendation_once_per_friend'), core.constraints.SameShop('product', name='recommendation_product_same_shop')],
            },
        ),
        migrations.CreateModel(
            name='SharingSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('active', models.BooleanField(default=False, verbose_name='visitors can send an article to a friend')),
                ('label_fr', models.CharField(blank=True, help_text='Empty: the usual one.', max_length=40, verbose_name='label in French')),
                ('label_en', models.CharField(blank=True, help_text='Empty: the usual one.', max_length=40, verbose_name='label in English')),
                ('colour', models.CharField(blank=True, help_text='Written as #8c2f1f. Empty: that of the other buttons.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}\\Z', 'Write it as #8c2f1f.')], verbose_name='colour of the button')),
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'sending to a friend',
                'verbose_name_plural': 'sending to a friend',
                'constraints': [models.CheckConstraint(condition=models.Q(('colour', ''), ('colour__regex', '^#[0-9a-f]{6}$'), _connector='OR'), name='sharing_colour_is_hexadecimal')],
            },
        ),
    ]
