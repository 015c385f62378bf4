using System.Text.Json.Serialization;
using Clemap.Billing.Invoices;

namespace Clemap.Billing.Sdat;

/// <summary>What an energy supplier can fetch, in the organisation in scope.</summary>
public interface ISdatPeriods
{
    /// <summary>Issued months of sites with released metering points, newest first, at most 600.</summary>
    Task<IReadOnlyList<SdatPeriod>> ListAsync(CancellationToken cancellationToken);
}

/// <param name="RunId">Whose <see cref="RunDocument.SdatZip"/> it is.</param>
/// <param name="Month">First day.</param>
public sealed record SdatPeriod(Guid SiteId, string SiteName, Guid RunId, [property: JsonConverter(typeof(MonthJsonConverter))] DateOnly Month);
