using Clemap.Billing.Documents;
using Clemap.Billing.Invoices;
using Clemap.Billing.Sessions;
using Clemap.Billing.Setup;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Clemap.Billing.Database;

internal sealed class ChargingSessionTable : IEntityTypeConfiguration<ChargingSessionRow>
{
    public void Configure(EntityTypeBuilder<ChargingSessionRow> builder)
    {
        builder.ToTable("charging_session", table => table.HasCheckConstraint("ck_charging_session_order", "ended_at >= started_at and end_wh >= start_wh"));
        builder.HasKey(row => new { row.OrganisationId, row.SessionId });
        builder.HasIndex(row => new { row.OrganisationId, row.StationId, row.EndedAt });
        builder.HasIndex(row => new { row.OrganisationId, row.Card, row.EndedAt });
        builder.Property(row => row.Card).HasMaxLength(40);
    }
}

internal sealed class CreditorTable : IEntityTypeConfiguration<CreditorRow>
{
    public void Configure(EntityTypeBuilder<CreditorRow> builder)
    {
        builder.ToTable("creditor");
        builder.HasKey(row => new { row.OrganisationId, row.Id });
        builder.ComplexProperty(row => row.Address);
        builder.Property(row => row.Iban).HasMaxLength(21);
    }
}

internal sealed class SiteBillingTable : IEntityTypeConfiguration<SiteBillingRow>
{
    public void Configure(EntityTypeBuilder<SiteBillingRow> builder)
    {
        builder.ToTable("site_billing");
        builder.HasKey(row => new { row.OrganisationId, row.SiteId });
        builder.ComplexProperty(row => row.Sdat);
        builder.HasOne<CreditorRow>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.CreditorId });
    }
}

internal sealed class TariffTable : IEntityTypeConfiguration<TariffRow>
{
    public void Configure(EntityTypeBuilder<TariffRow> builder)
    {
        builder.ToTable("tariff");
        builder.HasKey(row => new { row.OrganisationId, row.SiteId, row.Version });
        builder.HasIndex(row => new { row.OrganisationId, row.SiteId, row.ValidFrom }).IsUnique();
    }
}

internal sealed class ResidentTable : IEntityTypeConfiguration<ResidentRow>
{
    public void Configure(EntityTypeBuilder<ResidentRow> builder)
    {
        builder.ToTable("resident");
        builder.HasKey(row => new { row.OrganisationId, row.Id });
        builder.HasIndex(row => new { row.OrganisationId, row.SiteId });
        builder.HasIndex(row => new { row.OrganisationId, row.PersonId });
        builder.Property(row => row.Email).HasMaxLength(254);
        builder.ComplexProperty(row => row.Address);
    }
}

internal sealed class CardTable : IEntityTypeConfiguration<CardRow>
{
    public void Configure(EntityTypeBuilder<CardRow> builder)
    {
        builder.ToTable("card", table => table.HasCheckConstraint("ck_card_span", "valid_until > valid_from"));
        builder.HasKey(row => new { row.OrganisationId, row.Number, row.ValidFrom });
        builder.HasOne<ResidentRow>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.ResidentId });
    }
}

internal sealed class ParkingSpaceTable : IEntityTypeConfiguration<ParkingSpaceRow>
{
    public void Configure(EntityTypeBuilder<ParkingSpaceRow> builder)
    {
        builder.ToTable("parking_space", table => table.HasCheckConstraint("ck_parking_space_span", "valid_until > valid_from"));
        builder.HasKey(row => new { row.OrganisationId, row.StationId, row.ValidFrom });
        builder.HasOne<ResidentRow>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.ResidentId });
    }
}

internal sealed class MeteringPointTable : IEntityTypeConfiguration<MeteringPointRow>
{
    public void Configure(EntityTypeBuilder<MeteringPointRow> builder)
    {
        builder.ToTable("metering_point");
        builder.HasKey(row => new { row.OrganisationId, row.Id, row.Direction });
        builder.HasIndex(row => new { row.OrganisationId, row.SiteId });
        builder.Property(row => row.Id).HasMaxLength(33);
    }
}

internal sealed class BillingRunTable : IEntityTypeConfiguration<BillingRunRow>
{
    public void Configure(EntityTypeBuilder<BillingRunRow> builder)
    {
        builder.ToTable("billing_run");
        builder.HasKey(row => new { row.OrganisationId, row.Id });
        builder.HasIndex(row => new { row.OrganisationId, row.SiteId, row.Month }).IsUnique();
        builder.Property(row => row.TotalCharge).HasPrecision(14, 2);
        builder.Property(row => row.Currency).HasMaxLength(3);
    }
}

internal sealed class InvoiceTable : IEntityTypeConfiguration<InvoiceRow>
{
    public void Configure(EntityTypeBuilder<InvoiceRow> builder)
    {
        builder.ToTable("invoice");
        builder.HasKey(row => new { row.OrganisationId, row.Id });
        builder.HasIndex(row => new { row.OrganisationId, row.CreditorId, row.Sequence }).IsUnique();
        builder.HasIndex(row => new { row.OrganisationId, row.RunId, row.ResidentId }).IsUnique();
        builder.HasOne<BillingRunRow>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.RunId });
        builder.HasOne<CreditorRow>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.CreditorId });
        builder.Property(row => row.Net).HasPrecision(14, 2);
        builder.Property(row => row.Vat).HasPrecision(14, 2);
        builder.Property(row => row.Total).HasPrecision(14, 2);
        builder.Property(row => row.Currency).HasMaxLength(3);
        builder.Property(row => row.Tariff).HasColumnType("jsonb");
    }
}

internal sealed class InvoiceLineTable : IEntityTypeConfiguration<InvoiceLineRow>
{
    public void Configure(EntityTypeBuilder<InvoiceLineRow> builder)
    {
        builder.ToTable("invoice_line");
        builder.HasKey(row => new { row.OrganisationId, row.InvoiceId, row.Position });
        builder.HasOne<InvoiceRow>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.InvoiceId });
        builder.Property(row => row.Amount).HasPrecision(14, 2);
    }
}

internal sealed class DocumentTable : IEntityTypeConfiguration<DocumentRow>
{
    public void Configure(EntityTypeBuilder<DocumentRow> builder)
    {
        builder.ToTable("document");
        builder.HasKey(row => new { row.OrganisationId, row.Id });
        builder.HasIndex(row => new { row.OrganisationId, row.RunId, row.Kind, row.InvoiceId }).IsUnique().AreNullsDistinct(false);
        builder.HasOne<BillingRunRow>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.RunId });
        builder.HasOne<InvoiceRow>().WithMany().HasForeignKey(row => new { row.OrganisationId, row.InvoiceId });
        builder.Property(row => row.Sha256).HasMaxLength(64);
    }
}
