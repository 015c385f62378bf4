using System.Security.Cryptography;
using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Clients;

internal sealed class ApiClientDirectory(IServiceProvider services, TimeProvider time) : IApiClientDirectory
{
    private readonly Seldom<(Guid Client, string Reason)> noted = new(TimeSpan.FromMinutes(1), time);

    public async Task<ApiClientIdentity?> VerifyAsync(Guid clientId, string secret, string from, CancellationToken cancellationToken)
    {
        var hash = ApiClientSecret.Hash(secret);
        var known = await FindAsync(clientId, cancellationToken);
        KnownSecret? fitting = null;
        foreach (var one in known)
        {
            if (CryptographicOperations.FixedTimeEquals(one.SecretHash, hash))
                fitting = one;
        }

        if (known.Count == 0)
            return null;
        if (Reason(known[0], fitting) is { } reason)
        {
            await NoteAsync(known[0].OrganisationId, clientId, reason, from, cancellationToken);
            return null;
        }

        await using var scope = services.CreateOrganisationScope(fitting!.OrganisationId, clientId);
        var licensed = await scope.ServiceProvider.GetRequiredService<ILicences>().HasAsync(LicenceOption.ApiClients, cancellationToken);
        return new(clientId, fitting.OrganisationId, fitting.Name, fitting.Scopes, fitting.SecretId, licensed);
    }

    public async Task<Guid?> UseAsync(Guid clientId, Guid secretId, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<PlatformContext>().Database
            .SqlQuery<Guid>($"select organisation_id as \"Value\" from platform.use_api_client({clientId}, {secretId}, {time.GetUtcNow()})")
            .ToListAsync(cancellationToken);
        return found.Count == 1 ? found[0] : null;
    }

    private async Task<List<KnownSecret>> FindAsync(Guid clientId, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PlatformContext>().Database
            .SqlQuery<KnownSecret>(
                $"""
                 select organisation_id, name, scopes, ended_at, secret_id, secret_hash, expires_at, revoked_at
                 from platform.find_api_client({clientId})
                 """)
            .ToListAsync(cancellationToken);
    }

    private string? Reason(KnownSecret client, KnownSecret? fitting) => (client, fitting) switch
    {
        ({ EndedAt: not null }, _) => "ended",
        (_, null) => "wrong-secret",
        (_, { RevokedAt: not null }) => "revoked-secret",
        _ when fitting.ExpiresAt <= time.GetUtcNow() => "expired-secret",
        _ => null,
    };

    private async Task NoteAsync(Guid organisationId, Guid clientId, string reason, string from, CancellationToken cancellationToken)
    {
        if (!noted.IsNews((clientId, reason)))
            return;
        await using var scope = services.CreateOrganisationScope(organisationId, clientId);
        scope.ServiceProvider.GetRequiredService<RequestOrigin>().Text = from;
        await scope.ServiceProvider.GetRequiredService<IAuditWriter>().RecordAsync(
            AuditAction.ClientRefused, clientId, JsonSerializer.Serialize(new Dictionary<string, string> { ["reason"] = reason }), cancellationToken);
    }

    private sealed record KnownSecret(
        Guid OrganisationId, string Name, string[] Scopes, DateTimeOffset? EndedAt, Guid SecretId, byte[] SecretHash, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt);
}
