using System.Text.Json;
using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Clemap.Platform.Idempotency;

/// <summary>
/// Keys of requests and what was answered, in <c>platform.idempotency_key</c>: a key is its caller's own and is kept for two days. An answer may hold a secret, so it is readable only with the
/// keys of the server.
/// </summary>
internal sealed class IdempotencyKeys(IServiceProvider services, IDataProtectionProvider protection)
{
    private const string Old =
        """
        delete from platform.idempotency_key where (organisation_id, caller_id, key) in (
            select organisation_id, caller_id, key from platform.idempotency_key where organisation_id = $1 and started_at < now() - interval '2 days' limit 100)
        """;

    private const string Claimed =
        "insert into platform.idempotency_key (organisation_id, caller_id, key, request_hash) values ($1, $2, $3, $4) on conflict do nothing";

    private const string Known =
        "select request_hash, answer from platform.idempotency_key where organisation_id = $1 and caller_id = $2 and key = $3";

    private const string Finished =
        "update platform.idempotency_key set answer = $4 where organisation_id = $1 and caller_id = $2 and key = $3 and answer is null";

    private const string Forgotten =
        "delete from platform.idempotency_key where organisation_id = $1 and caller_id = $2 and key = $3 and answer is null";

    private readonly IDataProtector protector = protection.CreateProtector("Clemap.Platform.IdempotencyKeys");

    /// <param name="caller">Its organisation, and the person or API client.</param>
    /// <param name="hash">Of all that the request asks for.</param>
    public Task<(Claim Claim, KeptAnswer? Answer)> ClaimAsync((Guid Organisation, Guid Id) caller, string key, byte[] hash) => RunAsync<(Claim, KeptAnswer?)>(caller, async connection =>
    {
        await using var old = new NpgsqlCommand(Old, connection) { Parameters = { new() { Value = caller.Organisation } } };
        await old.ExecuteNonQueryAsync();
        await using var claim = Command(connection, Claimed, caller, key, hash);
        if (await claim.ExecuteNonQueryAsync() == 1)
            return (Claim.Ours, null);
        await using var look = Command(connection, Known, caller, key);
        await using var reader = await look.ExecuteReaderAsync();
        // Forgotten meanwhile: whoever held it failed, and the next try is the first again.
        if (!await reader.ReadAsync())
            return (Claim.Unfinished, null);
        if (!reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(hash))
            return (Claim.Taken, null);
        return await reader.IsDBNullAsync(1)
            ? (Claim.Unfinished, null)
            : (Claim.Answered, JsonSerializer.Deserialize<KeptAnswer>(protector.Unprotect(reader.GetFieldValue<byte[]>(1))));
    });

    public Task FinishAsync((Guid Organisation, Guid Id) caller, string key, KeptAnswer answer) => RunAsync(caller, async connection =>
    {
        await using var finish = Command(connection, Finished, caller, key, protector.Protect(JsonSerializer.SerializeToUtf8Bytes(answer)));
        return await finish.ExecuteNonQueryAsync();
    });

    /// <summary>The request was refused and did nothing: it may come again.</summary>
    public Task ForgetAsync((Guid Organisation, Guid Id) caller, string key) => RunAsync(caller, async connection =>
    {
        await using var forget = Command(connection, Forgotten, caller, key);
        return await forget.ExecuteNonQueryAsync();
    });

    // A scope of its own: the caller's may reach some sites only, and is used by what the request does.
    private async Task<T> RunAsync<T>((Guid Organisation, Guid Id) caller, Func<NpgsqlConnection, Task<T>> work)
    {
        await using var scope = services.CreateOrganisationScope(caller.Organisation, caller.Id);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>().Database;
        await database.OpenConnectionAsync();
        return await work((NpgsqlConnection)database.GetDbConnection());
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, (Guid Organisation, Guid Id) caller, string key, byte[]? bytes = null)
    {
        var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = caller.Organisation }, new() { Value = caller.Id }, new() { Value = key } } };
        if (bytes is not null)
            command.Parameters.Add(new() { Value = bytes, NpgsqlDbType = NpgsqlDbType.Bytea });
        return command;
    }
}
