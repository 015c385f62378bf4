using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Invitations;

internal sealed class Invitations(
    PlatformContext database, IOrganisationContext organisation, IBackgroundJobClient jobs, Ancestors ancestors, IPeople people, AuditTrail audit, TimeProvider time) : IInvitations
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Of one organisation: nobody uses us to flood mailboxes.</summary>
    private const int MostOpen = 500;

    public async Task<(InvitationView? Invitation, BrokenRule? Broken)> InviteAsync(NewInvitation invitation, CancellationToken cancellationToken)
    {
        var byOwner = await database.Memberships.AnyAsync(row => row.PersonId == organisation.ActorId && row.Role == Role.Owner, cancellationToken)
            || await ancestors.IsOwnerAsync(organisation.ActorId, cancellationToken);
        var sites = await database.Sites.Select(site => site.Id).ToHashSetAsync(cancellationToken);
        if (InvitationRules.Check(invitation, byOwner, sites) is { } broken)
            return (null, broken);

        var email = invitation.Email.Trim();
        var now = time.GetUtcNow();
        var open = await Open(now).ToListAsync(cancellationToken);
        List<Guid> siteIds = [.. (invitation.SiteIds ?? []).Distinct().Order()];
        var row = open.Find(known => string.Equals(known.Email, email, StringComparison.OrdinalIgnoreCase)
            && known.Role == invitation.Role && known.Language == invitation.Language && known.SiteIds.SequenceEqual(siteIds));
        if (row is null && await TooManySitesAsync(email, invitation.Role, siteIds, open, cancellationToken))
            return (null, new("too-many-sites", "siteIds", $"With what the person has or is invited to, these are roles at more than {SiteRole.MostOfAPerson} sites."));
        if (row is null && open.Count >= MostOpen)
            return (null, new("too-many", "email", $"There are {MostOpen} open invitations: withdraw some first."));

        var owner = organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");
        if (row is null)
        {
            row = new()
            {
                OrganisationId = owner,
                Id = Guid.CreateVersion7(),
                Email = email,
                Role = invitation.Role,
                SiteIds = siteIds,
                Language = invitation.Language,
                InvitedBy = organisation.ActorId,
                InvitedAt = now,
            };
            database.Invitations.Add(row);
        }

        row.ExpiresAt = now + Lifetime;
        audit.Add(owner, AuditAction.InvitationSent, row.Id, null, Told(row));
        // Twice, so that no letter is lost should this process end right after the commit: the later job finds that the letter is sent, or that nothing was committed.
        jobs.Schedule<InvitationLetter>(letter => letter.SendAsync(owner, row.Id, now, CancellationToken.None), TimeSpan.FromMinutes(1));
        await database.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<InvitationLetter>(letter => letter.SendAsync(owner, row.Id, now, CancellationToken.None));
        return (View(row), null);
    }

    public async Task<IReadOnlyList<InvitationView>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await Open(time.GetUtcNow()).AsNoTracking().OrderByDescending(row => row.InvitedAt).ToListAsync(cancellationToken)).Select(View)];

    public async Task<bool> WithdrawAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await Open(time.GetUtcNow()).SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } row)
            return false;
        row.WithdrawnAt = time.GetUtcNow();
        audit.Add(row.OrganisationId, AuditAction.InvitationWithdrawn, row.Id, null, null);
        await database.SaveChangesAsync(cancellationToken);
        return true;
    }

    // Whoever accepts several holds what all of them give.
    private async Task<bool> TooManySitesAsync(string email, string role, List<Guid> siteIds, List<InvitationRow> open, CancellationToken cancellationToken)
    {
        if (siteIds.Count == 0)
            return false;
        var together = siteIds.Select(site => new SiteRole(site, role)).ToHashSet();
        together.UnionWith(open.Where(row => string.Equals(row.Email, email, StringComparison.OrdinalIgnoreCase)).SelectMany(row => row.SiteIds.Select(site => new SiteRole(site, row.Role))));
        if (await people.FindByEmailAsync(email, cancellationToken) is { } person)
            together.UnionWith((await database.SiteMemberships.Where(row => row.PersonId == person.Id).ToListAsync(cancellationToken)).Select(row => new SiteRole(row.SiteId, row.Role)));
        return together.Count > SiteRole.MostOfAPerson;
    }

    private IQueryable<InvitationRow> Open(DateTimeOffset now) =>
        database.Invitations.Where(row => row.AcceptedAt == null && row.WithdrawnAt == null && row.ExpiresAt > now);

    private static string Told(InvitationRow row)
    {
        var told = new Dictionary<string, object> { ["email"] = row.Email, ["role"] = row.Role };
        if (row.SiteIds.Count > 0)
            told["siteIds"] = row.SiteIds;
        return JsonSerializer.Serialize(told);
    }

    private static InvitationView View(InvitationRow row) => new(row.Id, row.Email, row.Role, row.Language, row.InvitedAt, row.ExpiresAt, row.SentAt, row.SiteIds);
}
