using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.OpenIdClient;

/// <summary>A client that others wrote (certified for OpenID Connect) signs a person in, checks all it gets, and renews.</summary>
public sealed class OpenIdClientTests(ServerFixture server)
{
    [Fact]
    public async Task It_signs_in_checks_renews_and_calls_the_api()
    {
        using var client = Process.Start(new ProcessStartInfo("node", [Path.Combine(Sources.Root, "tests", "Clemap.Security.Tests", "OpenIdClient", "client.mjs"), server.Address.AbsoluteUri, CodeFlow.Client, CodeFlow.Callback])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var complaints = client.StandardError.ReadToEndAsync(Cancel);
        try
        {
            var address = await client.StandardOutput.ReadLineAsync(Cancel) ?? throw new InvalidOperationException(await complaints);
            using var person = await server.SignedInAsync();
            using var back = await person.GetAsync(address, Cancel);
            back.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            await client.StandardInput.WriteLineAsync(back.Headers.Location!.AbsoluteUri.AsMemory(), Cancel);
            var line = await client.StandardOutput.ReadLineAsync(Cancel) ?? throw new InvalidOperationException(await complaints);
            var got = JsonNode.Parse(line)!;

            ((string)got["claims"]!["iss"]!).ShouldBe(server.Address.AbsoluteUri);
            ((string)got["claims"]!["email"]!).ShouldBe(Owner);
            ((int)got["expiresIn"]!).ShouldBeInRange(60, 3600);
            got["challenges"]!.AsArray().Select(method => (string)method!).ShouldBe(["S256"]);
            got["refused"]!.AsArray().Select(one => (string)one!).ShouldBe(
                ["the code again: invalid_grant", "another state: OAUTH_INVALID_RESPONSE", "a wrong refresh token: invalid_grant"]);
            foreach (var token in new[] { "first", "second" })
            {
                using var api = server.Bearer((string)got[token]!);
                using var sites = await api.GetAsync(Local("/api/v1/sites"), Cancel);
                sites.StatusCode.ShouldBe(HttpStatusCode.OK, token);
            }
        }
        finally
        {
            if (!client.HasExited)
                client.Kill();
        }
    }

    [Fact]
    public async Task A_program_gets_tokens_by_client_credentials_and_calls_the_api()
    {
        var site = await server.NewSiteAsync();
        var made = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites);
        using var program = Process.Start(new ProcessStartInfo(
            "node", [Path.Combine(Sources.Root, "tests", "Clemap.Security.Tests", "OpenIdClient", "program.mjs"), server.Address.AbsoluteUri, made.ClientId.ToString(), made.Secret, ApiScope.ReadSites])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var complaints = program.StandardError.ReadToEndAsync(Cancel);
        var line = await program.StandardOutput.ReadLineAsync(Cancel) ?? throw new InvalidOperationException(await complaints);
        await program.WaitForExitAsync(Cancel);
        var got = JsonNode.Parse(line)!;

        foreach (var method in new[] { "post", "basic" })
        {
            ((Guid)got[method]!["sites"]![0]!["id"]!).ShouldBe(site.SiteId);
            ((int)got[method]!["expiresIn"]!).ShouldBeInRange(60, 900);
            got[method]!["refresh"].ShouldBeNull();
        }

        got["methods"]!.AsArray().Select(method => (string)method!).ShouldBe(["none", "private_key_jwt", "client_secret_basic", "client_secret_post"], ignoreOrder: true);
        got["refused"]!.AsArray().Select(one => (string)one!).ShouldBe(["a wrong secret: OAUTH_WWW_AUTHENTICATE_CHALLENGE", "a scope of others: invalid_request"]);
    }
}
