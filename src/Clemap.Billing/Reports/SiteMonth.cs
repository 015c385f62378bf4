using Clemap.Billing.Energy;
using Clemap.Billing.Invoices;
using Clemap.Platform.GridCommands;
using Clemap.Platform.Sites;

namespace Clemap.Billing.Reports;

/// <summary>All that a month report is made of.</summary>
/// <param name="Sessions">Sessions that ended in the month, by station.</param>
/// <param name="Restrictions">Newest first, at most a page of them.</param>
/// <param name="HasMoreRestrictions">There were more.</param>
/// <param name="MadeAt">UTC.</param>
internal sealed record SiteMonth(
    SiteDetail Site, MonthSpan Span, EnergyAccount Energy, IReadOnlyDictionary<Guid, int> Sessions, IReadOnlyList<RestrictionView> Restrictions, bool HasMoreRestrictions, DateTimeOffset MadeAt);
