using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Clients;
using Clemap.Platform.Database;
using Clemap.Platform.Http;
using Clemap.Platform.Invitations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Organisations;

/// <summary>What concerns two organisations at once is done by functions of the database, which ask the same settings as the fences.</summary>
internal sealed class OrganisationTree(
    PlatformContext database, IOrganisationContext organisation, Ancestors ancestors, IPeople people, AuditTrail audit, RequestOrigin origin, IServiceProvider services, TimeProvider time) : IOrganisations
{
    private Guid Own => organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");

    public async Task<IReadOnlyList<SubOrganisation>> ListAsync(CancellationToken cancellationToken) =>
        await database.Database.SqlQuery<SubOrganisation>($"select id, name, created_at, sites, owners from platform.sub_organisations({Own})").ToListAsync(cancellationToken);

    public async Task<(SubOrganisation? Made, BrokenRule? Broken)> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var trimmed = name.Trim();
        if (OneLine.Check("name", trimmed, IOrganisations.LongestName) is { } wrong)
            return (null, wrong);
        var (id, now) = (Guid.CreateVersion7(), time.GetUtcNow());
        var outcome = await ScalarAsync(
            $"""
             select platform.add_sub_organisation({Own}, {id}, {trimmed}, {organisation.ActorId}, {now}, {Guid.CreateVersion7()}, {Guid.CreateVersion7()}, {origin.Text},
                 {IOrganisations.MostLevels}, {IOrganisations.MostBelow}) as "Value"
             """, cancellationToken);
        return outcome switch
        {
            "made" => (new(id, trimmed, now, 0, 0), null),
            "taken" => (null, new("taken", "name", "There is an organisation of this name below already.")),
            "too-deep" => (null, new("too-deep", "", $"Organisations stand at most {IOrganisations.MostLevels} levels deep.")),
            "too-many" => (null, new("too-many", "", $"An organisation has at most {IOrganisations.MostBelow} below it.")),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
    }

    public async Task<BrokenRule?> RenameAsync(string name, CancellationToken cancellationToken)
    {
        var trimmed = name.Trim();
        if (OneLine.Check("name", trimmed, IOrganisations.LongestName) is { } wrong)
            return wrong;
        var row = await database.Organisations.SingleAsync(cancellationToken);
        if (row.Name == trimmed)
            return null;
        audit.Add(Own, AuditAction.OrganisationRenamed, row.OrganisationId, Told(row.Name), Told(trimmed));
        row.Name = trimmed;
        await database.SaveChangesAsync(cancellationToken);
        return null;
    }

    public async Task<OrganisationRelease> ReleaseAsync(Guid id, CancellationToken cancellationToken)
    {
        switch ((await ListAsync(cancellationToken)).FirstOrDefault(below => below.Id == id))
        {
            case null:
                return OrganisationRelease.NotFound;
            case { Owners: 0 }:
                return OrganisationRelease.NoOwner;
        }

        await ShutDoorsAsync(id, cancellationToken);
        return await ScalarAsync(
            $"""
             select platform.release_sub_organisation({Own}, {id}, {organisation.ActorId}, {time.GetUtcNow()}, {Guid.CreateVersion7()}, {Guid.CreateVersion7()}, {origin.Text}) as "Value"
             """, cancellationToken) switch
        {
            "released" => OrganisationRelease.Done,
            "not-found" => OrganisationRelease.NotFound,
            "no-owner" => OrganisationRelease.NoOwner,
            var outcome => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
    }

    // What people from above opened in it for themselves or their programs would outlast their roles. Whoever lets it go may do this there, and it is in its audit.
    private async Task ShutDoorsAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(id, organisation.ActorId);
        scope.ServiceProvider.GetRequiredService<RequestOrigin>().Text = origin.Text;
        var there = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        var own = there.Memberships.Select(row => row.PersonId);
        foreach (var client in await there.ApiClients.Where(row => row.EndedAt == null && row.MadeBy != null && !own.Contains(row.MadeBy.Value)).Select(row => row.Id).ToListAsync(cancellationToken))
            await scope.ServiceProvider.GetRequiredService<IApiClients>().EndAsync(client, cancellationToken);
        foreach (var invitation in await there.Invitations.Where(row => row.AcceptedAt == null && row.WithdrawnAt == null && row.InvitedBy != null && !own.Contains(row.InvitedBy.Value))
            .Select(row => row.Id).ToListAsync(cancellationToken))
        {
            await scope.ServiceProvider.GetRequiredService<IInvitations>().WithdrawAsync(invitation, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<MemberFromAbove>> PeopleFromAboveAsync(CancellationToken cancellationToken)
    {
        var rows = (await ancestors.ListAsync(cancellationToken)).ToLookup(row => row.PersonId);
        var named = await people.ListAsync([.. rows.Select(group => group.Key)], cancellationToken);
        return
        [
            .. named.SelectMany(person => rows[person.Id].GroupBy(row => row.OrganisationName).Select(held =>
                new MemberFromAbove(person.Id, person.Name, held.Key, [.. Role.All.Where(role => held.Any(row => row.Role == role))]))),
        ];
    }

    private async Task<string> ScalarAsync(FormattableString sql, CancellationToken cancellationToken) =>
        (await database.Database.SqlQuery<string>(sql).ToListAsync(cancellationToken))[0];

    private static string Told(string name) => JsonSerializer.Serialize(new Dictionary<string, string> { ["name"] = name });
}
