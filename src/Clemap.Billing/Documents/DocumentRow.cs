using Clemap.Billing.Invoices;
using Clemap.Platform.Database;

namespace Clemap.Billing.Documents;

/// <summary>A document as it was issued, byte for byte. The app role may insert and read it, never change it.</summary>
internal sealed class DocumentRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required Guid RunId { get; init; }

    /// <summary>Set for an invoice's PDF; the documents of the whole run have none.</summary>
    public required Guid? InvoiceId { get; init; }
    public required DocumentKind Kind { get; init; }
    public required string FileName { get; init; }
    public required string ContentType { get; init; }
    public required byte[] Content { get; init; }
    public required string Sha256 { get; init; }

    public StoredDocument ToStored() => new(FileName, ContentType, Content, Sha256);
}

internal enum DocumentKind
{
    InvoicePdf,
    InvoicesCsv,
    SessionsCsv,
    SdatZip,
}
