using Clemap.Platform.Clients;
using Clemap.Platform.Http;

namespace Clemap.Portal.Tests;

internal sealed class ClientsWorld : IApiClients
{
    public const string Secret = "clemap-secret-of-the-test";

    public List<ApiClientView> Clients { get; } = [];

    public List<NewApiClient> Wanted { get; } = [];

    /// <summary>What the next wish is answered with, instead of a secret.</summary>
    public BrokenRule? Broken { get; set; }

    public static ApiClientSecretView NewSecret(int number, DateTimeOffset expiresAt, bool expired = false) => new(World.Id(number), World.Now.AddDays(-10), expiresAt, null, expired);

    public Task<IReadOnlyList<ApiClientView>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ApiClientView>>([.. Clients]);

    public Task<(NewApiClientSecret? Made, BrokenRule? Broken)> MakeAsync(NewApiClient client, CancellationToken cancellationToken)
    {
        if (Broken is not null)
            return Task.FromResult<(NewApiClientSecret?, BrokenRule?)>((null, Broken));
        Wanted.Add(client);
        var expiresAt = World.Now.AddDays(client.ValidDays);
        Clients.Add(new(World.Id(0xc1), client.Name, [.. client.Scopes], World.Now, null, [NewSecret(0xc2, expiresAt)]));
        return Task.FromResult<(NewApiClientSecret?, BrokenRule?)>((new(World.Id(0xc1), client.Name, World.Id(0xc2), Secret, expiresAt), null));
    }

    public Task<(NewApiClientSecret? Made, BrokenRule? Broken)> AddSecretAsync(Guid clientId, int validDays, CancellationToken cancellationToken)
    {
        var index = Clients.FindIndex(client => client.Id == clientId);
        if (index < 0)
            return Task.FromResult<(NewApiClientSecret?, BrokenRule?)>((null, Broken));
        var added = NewSecret(0xc3, World.Now.AddDays(validDays));
        Clients[index] = Clients[index] with { Secrets = [.. Clients[index].Secrets, added] };
        return Task.FromResult<(NewApiClientSecret?, BrokenRule?)>((new(clientId, Clients[index].Name, added.Id, Secret, added.ExpiresAt), null));
    }

    public Task<bool> RevokeSecretAsync(Guid clientId, Guid secretId, CancellationToken cancellationToken)
    {
        var index = Clients.FindIndex(client => client.Id == clientId);
        var left = index < 0 ? [] : Clients[index].Secrets.Where(secret => secret.Id != secretId).ToList();
        if (index < 0 || left.Count == Clients[index].Secrets.Count)
            return Task.FromResult(false);
        Clients[index] = Clients[index] with { Secrets = left };
        return Task.FromResult(true);
    }

    public Task<bool> EndAsync(Guid clientId, CancellationToken cancellationToken) => Task.FromResult(Clients.RemoveAll(client => client.Id == clientId) > 0);
}
