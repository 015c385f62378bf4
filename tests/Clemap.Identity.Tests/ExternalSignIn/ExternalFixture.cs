using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Clemap.Identity.Accounts;
using Clemap.Identity.ExternalSignIn;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Identity.Tests.ExternalSignIn;

[CollectionDefinition(nameof(ExternalFixture))]
public sealed class ExternalCollection : ICollectionFixture<ExternalFixture>;

/// <summary>A foreign issuer, and two hosts on the common database that take people from it: beside our own passwords, and instead of them.</summary>
public sealed class ExternalFixture(IdentityFixture identity) : IAsyncLifetime
{
    public const string Name = "Muster-Login";
    private IdentityHost? beside;
    private IdentityHost? instead;
    private ForeignIssuer? issuer;

    internal IdentityHost Beside => beside!;

    internal IdentityHost Instead => instead!;

    internal ForeignIssuer Issuer => issuer!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        issuer = await ForeignIssuer.StartAsync(Cancel);
        beside = await StartAsync(issuer.Address.AbsoluteUri);
        instead = await StartAsync(issuer.Address.AbsoluteUri, ("Instead", "true"));
    }

    internal Task<IdentityHost> StartAsync(string issuerAddress, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Clemap:ExternalSignIn:Issuer"] = issuerAddress,
            ["Clemap:ExternalSignIn:ClientId"] = ForeignIssuer.Client,
            ["Clemap:ExternalSignIn:ClientSecret"] = ForeignIssuer.Secret,
            ["Clemap:ExternalSignIn:DisplayName"] = Name,
        };
        foreach (var (key, value) in more)
            settings["Clemap:ExternalSignIn:" + key] = value;
        return identity.StartAsync(Cancel, settings: settings);
    }

    /// <summary>Presses a button that leads to the issuer, is there who the persona is, and comes back as far as the page that takes the answer.</summary>
    /// <param name="button">The form's address.</param>
    /// <returns>What that page answers.</returns>
    internal async Task<HttpResponseMessage> ThereAndBackAsync(Visitor visitor, Persona persona, string page, string button, Dictionary<string, string>? fields = null)
    {
        using var sent = await visitor.SubmitAsync(page, fields ?? [], Cancel, button);
        using var answered = await visitor.GetAsync(await AtIssuerAsync(sent, persona), Cancel);
        answered.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return await visitor.GetAsync(answered.Headers.Location!.ToString(), Cancel);
    }

    /// <summary>From the sign-in page.</summary>
    internal Task<HttpResponseMessage> SignInAsync(Visitor visitor, Persona persona, string? returnUrl = null) => ThereAndBackAsync(
        visitor, persona, AccountPaths.WithReturn(AccountPaths.Login, returnUrl), AccountPaths.WithReturn(AccountPaths.External, returnUrl));

    /// <summary>Follows our server's redirect to the issuer.</summary>
    /// <returns>Where the issuer sends the browser back to.</returns>
    internal async Task<string> AtIssuerAsync(HttpResponseMessage sent, Persona persona)
    {
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect, await sent.Content.ReadAsStringAsync(Cancel));
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, sent.Headers.Location);
        request.Headers.Add("Cookie", $"{ForeignIssuer.PersonaCookie}={Issuer.Know(persona)}");
        using var answer = await http.SendAsync(request, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancel));
        return answer.Headers.Location!.ToString();
    }

    /// <summary>Somebody of ours whose account the persona opens.</summary>
    internal async Task<(Guid Id, string Email, Persona Persona)> LinkedAsync(bool withPassword = true)
    {
        var (id, email) = await identity.PersonAsync(Role.Owner);
        var persona = Persona.New();
        await using var scope = Beside.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = (await accounts.FindByIdAsync(id.ToString()))!;
        (await scope.ServiceProvider.GetRequiredService<ExternalLinks>().TryAddAsync(account, new ExternalIdentity(Issuer.Address.AbsoluteUri, persona.Subject, persona.Name, null, null, null))).ShouldBeTrue();
        if (!withPassword)
            (await accounts.RemovePasswordAsync(account)).Succeeded.ShouldBeTrue();
        return (id, email, persona);
    }

    /// <returns>The page of an open invitation into the second organisation.</returns>
    internal async Task<string> InvitedAsync(string email)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var connection = await DatabaseFixture.OpenAsync(identity.Database.Connections.Migrator, Cancel);
        await using var command = new NpgsqlCommand(
            $"""
             set session app.organisation_id = '{identity.SecondOrganisation}';
             insert into platform.invitations (organisation_id, id, email, role, language, secret_hash, invited_at, expires_at)
             values ('{identity.SecondOrganisation}', '{Guid.CreateVersion7()}', '{email}', '{Role.Electrician}', 'de', '\x{Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(secret)))}', now(), now() + interval '7 days')
             """,
            connection);
        await command.ExecuteNonQueryAsync(Cancel);
        return $"{AccountPaths.Invitation}?secret={secret}";
    }

    internal async Task<IReadOnlyList<string>> LinksAsync(Guid id)
    {
        await using var scope = Beside.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        return await accounts.FindByIdAsync(id.ToString()) is { } account ? [.. (await accounts.GetLoginsAsync(account)).Select(link => link.ProviderKey)] : [];
    }

    internal async Task<IReadOnlyList<(string Action, string? After)>> AuditAsync(Guid id, Guid? organisation = null)
    {
        await using var scope = Beside.Services.CreateOrganisationScope(organisation ?? identity.FirstOrganisation);
        return [.. (await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(What: id.ToString()), Cancel)).Entries.Select(entry => (entry.Action, entry.After))];
    }

    /// <summary>Where it leads says who the person is taken for.</summary>
    internal static async Task<string?> WhoAsync(Visitor visitor)
    {
        using var page = await visitor.GetAsync(AccountPaths.Overview, Cancel);
        if (page.StatusCode != HttpStatusCode.OK)
            return null;
        var html = await page.Content.ReadAsStringAsync(Cancel);
        return System.Text.RegularExpressions.Regex.Match(html, "[0-9a-z.-]+@example.ch").Value;
    }

    internal static async Task<string> TextAsync(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

    public async ValueTask DisposeAsync()
    {
        if (instead is not null)
            await instead.DisposeAsync();
        if (beside is not null)
            await beside.DisposeAsync();
        if (issuer is not null)
            await issuer.DisposeAsync();
    }
}
