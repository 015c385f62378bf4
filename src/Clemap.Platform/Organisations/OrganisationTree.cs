using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Organisations;

/// <summary>What concerns two organisations at once is done by functions of the database, which ask the same settings as the fences.</summary>
internal sealed class OrganisationTree(
    PlatformContext database, IOrganisationContext organisation, Ancestors ancestors, IPeople people, AuditTrail audit, RequestOrigin origin, TimeProvider time) : IOrganisations
{
    private Guid Own => organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");

    public async Task<IReadOnlyList<SubOrganisation>> ListAsync(CancellationToken cancellationToken) =>
        await database.Database.SqlQuery<SubOrganisation>($"select id, name, created_at, sites, owners from platform.sub_organisations({Own})").ToListAsync(cancellationToken);

    public async Task<(SubOrganisation? Made, BrokenRule? Broken)> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var trimmed = name.Trim();
        if (CheckName(trimmed) is { } wrong)
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
        if (CheckName(trimmed) is { } wrong)
            return wrong;
        var row = await database.Organisations.SingleAsync(cancellationToken);
        if (row.Name == trimmed)
            return null;
        audit.Add(Own, AuditAction.OrganisationRenamed, row.OrganisationId, Told(row.Name), Told(trimmed));
        row.Name = trimmed;
        await database.SaveChangesAsync(cancellationToken);
        return null;
    }

    public async Task<OrganisationRelease> ReleaseAsync(Guid id, CancellationToken cancellationToken) => await ScalarAsync(
        $"""
         select platform.release_sub_organisation({Own}, {id}, {organisation.ActorId}, {time.GetUtcNow()}, {Guid.CreateVersion7()}, {Guid.CreateVersion7()}, {origin.Text}) as "Value"
         """, cancellationToken) switch
    {
        "released" => OrganisationRelease.Done,
        "not-found" => OrganisationRelease.NotFound,
        "no-owner" => OrganisationRelease.NoOwner,
        var outcome => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

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

    private static BrokenRule? CheckName(string name) => name switch
    {
        "" => new("required", "name", "The name is empty."),
        { Length: > IOrganisations.LongestName } => new("length", "name", $"The name has at most {IOrganisations.LongestName} characters."),
        _ when name.Any(char.IsControl) => new("characters", "name", "The name has no control characters or line breaks."),
        _ => null,
    };
}
