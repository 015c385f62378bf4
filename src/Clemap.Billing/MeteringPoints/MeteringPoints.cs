using Clemap.Billing.Database;
using Clemap.Platform.GridCommands;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Billing.MeteringPoints;

/// <summary>The metering points that energy is accounted on, for who commands by them.</summary>
internal sealed class MeteringPoints(BillingDbContext database) : IMeteringPoints
{
    public async Task<IReadOnlyList<KnownMeteringPoint>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        await database.MeteringPoints.AsNoTracking().Where(row => ids.Contains(row.Id))
            .Select(row => new KnownMeteringPoint(row.Id, row.SiteId, row.SourceId)).Distinct().ToListAsync(cancellationToken);
}
