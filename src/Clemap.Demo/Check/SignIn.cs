using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;

namespace Clemap.Demo.Check;

/// <summary>Signs a person in as a program on their desk would: authorization code with PKCE, the sign-in form filled by hand.</summary>
internal static partial class SignIn
{
    private const string Client = "clemap-command-line";
    private const string Callback = "http://127.0.0.1/callback";

    /// <summary>A client that acts for that person at the API.</summary>
    public static async Task<HttpClient> AsAsync(string address, string email, string password, CancellationToken cancellationToken)
    {
        var verifier = Url(RandomNumberGenerator.GetBytes(32));
        var challenge = Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(address) };

        var next = new Uri(
            $"{address}/connect/authorize?client_id={Client}&response_type=code&scope=openid%20profile%20api&code_challenge_method=S256"
            + $"&code_challenge={challenge}&state=check&redirect_uri={Uri.EscapeDataString(Callback)}");
        for (var hop = 0; hop < 8; hop++)
        {
            using var answer = await http.GetAsync(next, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                next = await FillAsync(http, next, await answer.Content.ReadAsStringAsync(cancellationToken), email, password, cancellationToken);
                continue;
            }

            next = new Uri(next, answer.Headers.Location ?? throw new DemoException($"Signing in ended at {next} with {(int)answer.StatusCode}."));
            if (next.ToString().StartsWith(Callback, StringComparison.Ordinal))
                return await RedeemAsync(http, address, next, verifier, cancellationToken);
        }

        throw new DemoException("Signing in went in circles.");
    }

    private static async Task<Uri> FillAsync(
        HttpClient http, Uri page, string html, string email, string password, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>();
        foreach (Match input in Input().Matches(html))
        {
            var name = Attribute(input.Value, "name");
            if (name is null)
                continue;
            fields[name] = Attribute(input.Value, "type") switch
            {
                "email" => email,
                "password" => password,
                _ => name.EndsWith("Email", StringComparison.Ordinal) ? email : Attribute(input.Value, "value") ?? "",
            };
        }

        using var form = new FormUrlEncodedContent(fields);
        using var answer = await http.PostAsync(page, form, cancellationToken);
        return new Uri(page, answer.Headers.Location ?? throw new DemoException($"{email} could not sign in ({(int)answer.StatusCode})."));
    }

    private static async Task<HttpClient> RedeemAsync(
        HttpClient http, string address, Uri callback, string verifier, CancellationToken cancellationToken)
    {
        var query = HttpUtility.ParseQueryString(callback.Query);
        var code = query["code"] ?? throw new DemoException($"Signing in was refused: {query["error_description"] ?? query["error"]}.");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = Client,
            ["redirect_uri"] = Callback,
            ["code"] = code,
            ["code_verifier"] = verifier,
        });
        using var answer = await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form, cancellationToken);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new DemoException($"No token was given: {body}");
        using var token = JsonDocument.Parse(body);
        var client = new HttpClient { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.RootElement.GetProperty("access_token").GetString());
        return client;
    }

    private static string? Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $"\\s{name}=\"([^\"]*)\"", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        return match.Success ? HttpUtility.HtmlDecode(match.Groups[1].Value) : null;
    }

    private static string Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    [GeneratedRegex("<input[^>]*>", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Input();
}
