using System.Buffers.Text;
using System.Collections.Specialized;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Shouldly;

namespace Clemap.Testing.SignIn;

/// <summary>Authorization code flow with PKCE, as the client of the demo's scripts walks it.</summary>
public sealed class CodeFlow(Uri server)
{
    public const string Client = "clemap-command-line";
    public const string Callback = "http://127.0.0.1/callback";
    private readonly string verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Parameters of the first request; a test may change them.</summary>
    public Dictionary<string, string> Parameters => field ??= new()
    {
        ["client_id"] = Client,
        ["redirect_uri"] = Callback,
        ["response_type"] = "code",
        ["scope"] = "openid profile email api offline_access",
        ["state"] = "state-1",
        ["nonce"] = "nonce-1",
        ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
        ["code_challenge_method"] = "S256",
    };

    /// <summary>Address of the first request.</summary>
    public string Address =>
        "/connect/authorize?" + string.Join('&', Parameters.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));

    /// <summary>Access token of a person for the API.</summary>
    public static async Task<string> AccessTokenAsync(Uri server, string email, string password, CancellationToken cancellationToken)
    {
        var flow = new CodeFlow(server);
        using var visitor = new Visitor(server);
        var tokens = await flow.RunAsync(visitor, email, password, cancellationToken);
        return tokens.GetProperty("access_token").GetString()!;
    }

    /// <summary>The whole flow; gives the answer of the token endpoint.</summary>
    public async Task<JsonElement> RunAsync(Visitor visitor, string email, string password, CancellationToken cancellationToken)
    {
        var code = await CodeAsync(visitor, email, password, cancellationToken);
        using var answer = await RedeemAsync(code, cancellationToken);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body.ToString());
        return body;
    }

    /// <summary>Signs in and gives the code that the client would get.</summary>
    public async Task<string> CodeAsync(Visitor visitor, string email, string password, CancellationToken cancellationToken)
    {
        using var toLogin = await visitor.GetAsync(Address, cancellationToken);
        toLogin.StatusCode.ShouldBe(HttpStatusCode.Redirect, await toLogin.Content.ReadAsStringAsync(cancellationToken));
        using var back = await visitor.SignInAsync(email, password, cancellationToken, toLogin.Headers.Location!.ToString());
        back.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var answer = await AnswerAsync(visitor, back.Headers.Location!.ToString(), cancellationToken);
        return answer["code"].ShouldNotBeNull(answer.ToString());
    }

    /// <summary>What the client gets at its redirect address.</summary>
    public async Task<NameValueCollection> AnswerAsync(Visitor visitor, string address, CancellationToken cancellationToken)
    {
        using var answer = await visitor.GetAsync(address, cancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(cancellationToken));
        answer.Headers.Location!.ToString().ShouldStartWith(Parameters["redirect_uri"] + "?");
        return HttpUtility.ParseQueryString(answer.Headers.Location.Query);
    }

    public Task<HttpResponseMessage> RedeemAsync(string code, CancellationToken cancellationToken, string? otherVerifier = null) =>
        AskAsync(
            new()
            {
                ["grant_type"] = "authorization_code",
                ["client_id"] = Parameters["client_id"],
                ["redirect_uri"] = Parameters["redirect_uri"],
                ["code"] = code,
                ["code_verifier"] = otherVerifier ?? verifier,
            },
            cancellationToken);

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken, CancellationToken cancellationToken) =>
        AskAsync(
            new()
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = Parameters["client_id"],
                ["refresh_token"] = refreshToken,
            },
            cancellationToken);

    private async Task<HttpResponseMessage> AskAsync(Dictionary<string, string> fields, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server };
        using var form = new FormUrlEncodedContent(fields);
        return await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form, cancellationToken);
    }
}
