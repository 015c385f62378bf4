using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Audit;

/// <summary>Names for the ids in entries, looked up when somebody reads: an entry itself names nobody, so that a person can be forgotten.</summary>
internal sealed class AuditNames(PlatformContext database, IPeople people, RequestOrigin origin)
{
    /// <summary>Those of the ids that are people, devices, sites, commands of the grid operator (by their reason), connections to OpenADR servers or API clients (ended ones too).</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> OfAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var device in await database.Devices.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Serial }).ToListAsync(cancellationToken))
            names[device.Id] = device.Serial;
        foreach (var site in await database.Sites.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken))
            names[site.Id] = site.Name;
        foreach (var group in await database.MeteringGroups.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken))
            names[group.Id] = group.Name;
        foreach (var command in await database.GridCommands.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Reason }).ToListAsync(cancellationToken))
            names[command.Id] = command.Reason;
        foreach (var connection in await database.OpenAdrConnections.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken))
            names[connection.Id] = connection.Name;
        foreach (var client in await database.ApiClients.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken))
            names[client.Id] = client.Name;
        foreach (var own in await database.Organisations.Where(row => ids.Contains(row.OrganisationId)).ToListAsync(cancellationToken))
            names[own.OrganisationId] = own.Name;
        foreach (var person in await people.ListAsync(ids, cancellationToken))
            names[person.Id] = person.Name;
        return names;
    }

    /// <summary>The ids that a text means: itself, or people who acted or were acted on in this organisation, its devices, sites and API clients by part of their name.</summary>
    public async Task<IReadOnlyList<Guid>> MeaningAsync(string text, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(text, out var id))
            return [id];
        var found = await database.Devices.Where(row => EF.Functions.ILike(row.Serial, LikePattern.Containing(text), "\\")).Select(row => row.Id).ToListAsync(cancellationToken);
        found.AddRange(await database.Sites.Where(row => EF.Functions.ILike(row.Name, LikePattern.Containing(text), "\\")).Select(row => row.Id).ToListAsync(cancellationToken));
        found.AddRange(await database.ApiClients.Where(row => EF.Functions.ILike(row.Name, LikePattern.Containing(text), "\\")).Select(row => row.Id).ToListAsync(cancellationToken));
        var actors = await database.Audit.Where(row => row.ActorId != null).Select(row => row.ActorId!.Value).Distinct().ToListAsync(cancellationToken);
        var members = await database.Memberships.Select(row => row.PersonId).Distinct().ToListAsync(cancellationToken);
        found.AddRange((await people.ListAsync([.. actors.Union(members)], cancellationToken)).Where(Fits).Select(person => person.Id));
        return found;

        // Support sees no addresses, and so guesses none by asking for their parts.
        bool Fits(Person person) =>
            person.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || (!origin.BySupport && person.Email.Contains(text, StringComparison.OrdinalIgnoreCase));
    }
}
