using System.Globalization;
using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Support;

internal sealed class SupportAccess(PlatformContext database, IOrganisationContext organisation, IPeople people, AuditTrail audit, TimeProvider time) : ISupportAccess
{
    private const int MostListed = 100;
    private const int MostOpen = 10;

    public async Task<IReadOnlyList<SupportAccessView>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await database.SupportAccess.AsNoTracking().OrderByDescending(row => row.GrantedAt).Take(MostListed).ToListAsync(cancellationToken);
        Guid[] ids = [.. rows.Where(row => row.GrantedBy is not null).Select(row => row.GrantedBy!.Value).Distinct()];
        var names = (await people.ListAsync(ids, cancellationToken)).ToDictionary(person => person.Id, person => person.Name);
        return rows.ConvertAll(row => View(row, row.GrantedBy is { } by ? names.GetValueOrDefault(by) : null));
    }

    public async Task<(SupportAccessView? Access, BrokenRule? Broken)> GrantAsync(SupportWish wish, CancellationToken cancellationToken)
    {
        if (wish.Hours is < 1 or > ISupportAccess.MostHours)
            return (null, new("out-of-range", "hours", $"Support is let in for 1 to {ISupportAccess.MostHours} hours."));
        var now = time.GetUtcNow();
        if (await database.SupportAccess.CountAsync(row => row.RevokedAt == null && row.EndsAt > now, cancellationToken) >= MostOpen)
            return (null, new("too-many", "", $"Support has {MostOpen} accesses already: end one first."));
        var row = new SupportAccessRow
        {
            OrganisationId = organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope."),
            Id = Guid.CreateVersion7(),
            MayChange = wish.MayChange,
            GrantedBy = organisation.ActorId,
            GrantedAt = now,
            EndsAt = now.AddHours(wish.Hours),
        };
        database.SupportAccess.Add(row);
        audit.Add(row.OrganisationId, AuditAction.SupportGranted, row.Id, null, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["mayChange"] = row.MayChange ? "true" : "false",
            ["endsAt"] = row.EndsAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture),
        }));
        await database.SaveChangesAsync(cancellationToken);
        var by = row.GrantedBy is { } person ? (await people.FindAsync(person, cancellationToken))?.Name : null;
        return (View(row, by), null);
    }

    public async Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await database.SupportAccess.SingleOrDefaultAsync(known => known.Id == id && known.RevokedAt == null && known.EndsAt > now, cancellationToken) is not { } row)
            return false;
        row.RevokedAt = now;
        audit.Add(row.OrganisationId, AuditAction.SupportRevoked, row.Id, null, null);
        await database.SaveChangesAsync(cancellationToken);
        return true;
    }

    private SupportAccessView View(SupportAccessRow row, string? by) =>
        new(row.Id, row.MayChange, by, row.GrantedAt, row.EndsAt, row.RevokedAt, row.RevokedAt is null && row.EndsAt > time.GetUtcNow());
}
