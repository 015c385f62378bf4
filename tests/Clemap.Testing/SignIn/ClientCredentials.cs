using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace Clemap.Testing.SignIn;

/// <summary>How an API client asks for a token: with its id and secret in the body.</summary>
public static class ClientCredentials
{
    public static async Task<HttpResponseMessage> AskAsync(Uri server, Guid clientId, string secret, CancellationToken cancellationToken, string? scope = null)
    {
        using var http = new HttpClient { BaseAddress = server };
        var fields = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = clientId.ToString(), ["client_secret"] = secret };
        if (scope is not null)
            fields["scope"] = scope;
        using var form = new FormUrlEncodedContent(fields);
        return await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form, cancellationToken);
    }

    public static async Task<string> AccessTokenAsync(Uri server, Guid clientId, string secret, CancellationToken cancellationToken, string? scope = null)
    {
        using var answer = await AskAsync(server, clientId, secret, cancellationToken, scope);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(body.ToString());
        return body.GetProperty("access_token").GetString()!;
    }
}
