using System.IO.Pipelines;
using System.Text.Json;
using Clemap.Identity.Accounts;
using Clemap.Identity.Database;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Identity.OwnData;

/// <summary>A copy of what is stored about a person who can sign in (revDSG art. 25, GDPR art. 15 and 20): one JSON document, written as it is read.</summary>
internal sealed class OwnDataCopy(IdentityContext database, UserManager<Account> accounts, IPersonalTraces traces)
{
    public async Task WriteAsync(PipeWriter target, Account account, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("account");
        json.WriteString("id", account.Id);
        json.WriteString("name", account.Name);
        json.WriteString("email", account.Email);
        json.WriteBoolean("emailConfirmed", account.EmailConfirmed);
        json.WriteBoolean("twoStep", account.TwoFactorEnabled);
        json.WriteEndObject();

        json.WriteStartArray("passkeys");
        foreach (var passkey in (await accounts.GetPasskeysAsync(account)).OrderBy(known => known.CreatedAt))
        {
            json.WriteStartObject();
            json.WriteString("name", passkey.Name);
            json.WriteString("addedAt", passkey.CreatedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("externalSignIns");
        foreach (var link in await accounts.GetLoginsAsync(account))
        {
            json.WriteStartObject();
            json.WriteString("issuer", link.LoginProvider);
            json.WriteString("subject", link.ProviderKey);
            json.WriteString("name", link.ProviderDisplayName);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("sessions");
        await foreach (var session in database.Sessions.AsNoTracking().Where(row => row.AccountId == account.Id).OrderBy(row => row.StartedAt).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            json.WriteStartObject();
            json.WriteString("startedAt", session.StartedAt);
            json.WriteString("lastSeenAt", session.LastSeenAt);
            json.WriteString("browser", session.Browser);
            json.WriteString("address", session.Address);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("signIns");
        await foreach (var entry in database.SignIns.AsNoTracking().Where(row => row.AccountId == account.Id).OrderBy(row => row.At).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            json.WriteStartObject();
            json.WriteString("at", entry.At);
            json.WriteString("result", entry.Result);
            json.WriteString("browser", entry.Browser);
            json.WriteString("address", entry.Address);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        await traces.WriteAsync(json, account.Id, cancellationToken);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }
}
