import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0010_merges_and_claims'),
        ('vouchers', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='voucher',
            name='home',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, help_text='Whom it came from, where its owner has been merged.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer'),
        ),
    ]
