using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Clients;

internal sealed class ApiClients(
    PlatformContext database, IOrganisationContext organisation, Ancestors ancestors, IApiClientRegistration registration, AuditTrail audit, TimeProvider time) : IApiClients
{
    private const int MostClients = 50;
    private const int MostSecrets = 2;

    public async Task<IReadOnlyList<ApiClientView>> ListAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var clients = await database.ApiClients.AsNoTracking().Where(row => row.EndedAt == null).OrderBy(row => row.Name).ThenBy(row => row.Id).ToListAsync(cancellationToken);
        var secrets = (await database.ApiClientSecrets.AsNoTracking().OrderBy(row => row.MadeAt).ToListAsync(cancellationToken)).ToLookup(row => row.ClientId);
        return clients.ConvertAll(row => new ApiClientView(
            row.Id, row.Name, row.Scopes, row.MadeAt, secrets[row.Id].Max(secret => secret.LastUsedAt),
            [.. secrets[row.Id].Where(secret => secret.RevokedAt is null).Select(secret => new ApiClientSecretView(
                secret.Id, secret.MadeAt, secret.ExpiresAt, secret.LastUsedAt, secret.ExpiresAt <= now))]));
    }

    public async Task<(NewApiClientSecret? Made, BrokenRule? Broken)> MakeAsync(NewApiClient client, CancellationToken cancellationToken)
    {
        if (ApiClientRules.Check(client) is { } broken)
            return (null, broken);
        string[] scopes = [.. ApiScope.All.Where(client.Scopes.Contains)];
        if (ApiClientRules.CheckGiver(scopes, await RolesOfActorAsync(cancellationToken)) is { } beyond)
            return (null, beyond);
        var owner = organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");
        var row = new ApiClientRow
        {
            OrganisationId = owner,
            Id = Guid.CreateVersion7(),
            Name = client.Name.Trim(),
            Scopes = scopes,
            MadeAt = time.GetUtcNow(),
            MadeBy = organisation.ActorId,
        };
        // First: a client that is registered and stands in no row has no secret, so that nobody can be it.
        await registration.RegisterAsync(row.Id, row.Name, scopes, cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync($"select 1 from platform.organisations where organisation_id = {owner} for update", cancellationToken);
        if (await database.ApiClients.CountAsync(known => known.EndedAt == null, cancellationToken) >= MostClients)
            return (null, new("too-many", "name", $"There are {MostClients} clients: end one first."));
        database.ApiClients.Add(row);
        var made = AddSecret(row, client.ValidDays);
        audit.Add(owner, AuditAction.ClientMade, row.Id, null, Json(("name", row.Name), ("scopes", string.Join(' ', scopes)), ("secret", made.SecretId), ("expiresAt", made.ExpiresAt)));
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (made, null);
    }

    public async Task<(NewApiClientSecret? Made, BrokenRule? Broken)> AddSecretAsync(Guid clientId, int validDays, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(clientId, cancellationToken) is not { } client)
            return (null, null);
        if (ApiClientRules.CheckDays(validDays) is { } broken)
            return (null, broken);
        if (ApiClientRules.CheckGiver(client.Scopes, await RolesOfActorAsync(cancellationToken)) is { } beyond)
            return (null, beyond);
        var now = time.GetUtcNow();
        if (await database.ApiClientSecrets.CountAsync(row => row.ClientId == clientId && row.RevokedAt == null && row.ExpiresAt > now, cancellationToken) >= MostSecrets)
            return (null, new(ApiClientRules.TwoSecrets, "clientId", "The client has two valid secrets: revoke one first."));
        var made = AddSecret(client, validDays);
        audit.Add(client.OrganisationId, AuditAction.ClientSecretAdded, clientId, null, Json(("secret", made.SecretId), ("expiresAt", made.ExpiresAt)));
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (made, null);
    }

    public async Task<bool> RevokeSecretAsync(Guid clientId, Guid secretId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(clientId, cancellationToken) is not { } client
            || await database.ApiClientSecrets.SingleOrDefaultAsync(row => row.ClientId == clientId && row.Id == secretId && row.RevokedAt == null, cancellationToken) is not { } secret)
        {
            return false;
        }

        secret.RevokedAt = time.GetUtcNow();
        audit.Add(client.OrganisationId, AuditAction.ClientSecretRevoked, clientId, Json(("secret", secretId), ("expiresAt", secret.ExpiresAt)), null);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<bool> EndAsync(Guid clientId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(clientId, cancellationToken) is not { } client)
            return false;
        client.EndedAt = time.GetUtcNow();
        audit.Add(client.OrganisationId, AuditAction.ClientEnded, clientId, Json(("name", client.Name), ("scopes", string.Join(' ', client.Scopes))), null);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    // Steps of one client wait for each other: two at once cannot make a third secret, or note the same end twice.
    private Task<ApiClientRow?> LockAsync(Guid clientId, CancellationToken cancellationToken) => database.ApiClients
        .FromSql($"select * from platform.api_clients where id = {clientId} and ended_at is null for no key update").SingleOrDefaultAsync(cancellationToken);

    private NewApiClientSecret AddSecret(ApiClientRow client, int validDays)
    {
        var secret = ApiClientSecret.Make();
        var row = new ApiClientSecretRow
        {
            OrganisationId = client.OrganisationId,
            ClientId = client.Id,
            Id = Guid.CreateVersion7(),
            SecretHash = ApiClientSecret.Hash(secret),
            MadeAt = time.GetUtcNow(),
            ExpiresAt = time.GetUtcNow().AddDays(validDays),
        };
        database.ApiClientSecrets.Add(row);
        return new(client.Id, client.Name, row.Id, secret, row.ExpiresAt);
    }

    // Also those that hold here because of an organisation above.
    private async Task<IReadOnlyList<string>> RolesOfActorAsync(CancellationToken cancellationToken) =>
    [
        .. await database.Memberships.Where(row => row.PersonId == organisation.ActorId).Select(row => row.Role).ToListAsync(cancellationToken),
        .. (await ancestors.ListAsync(cancellationToken)).Where(row => row.PersonId == organisation.ActorId).Select(row => row.Role),
    ];

    private static string Json(params (string Name, object Value)[] members) =>
        JsonSerializer.Serialize(members.ToDictionary(member => member.Name, member => member.Value));
}
