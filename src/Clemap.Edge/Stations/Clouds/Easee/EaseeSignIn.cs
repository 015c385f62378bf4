using System.Net;
using System.Text;
using System.Text.Json;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Clouds.Easee;

/// <summary>User and password → a token, for an hour or so.</summary>
internal static class EaseeSignIn
{
    private const string Vendor = "Easee";

    public static async Task<CloudToken> SignInAsync(VendorHttp http, Uri address, string user, string secret, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/api/accounts/login"))
        {
            Content = new StringContent(JsonSerializer.Serialize(new EaseeLogin(user, secret), EaseeJson.Default.EaseeLogin), Encoding.UTF8, "application/json"),
        };
        using var response = await http.SendAsync(request, cancellation);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new CloudCallException(
                new(ProblemCodes.SignInRefused, $"{Vendor} refuses user '{user}' with this password.", Vendor, user), response.StatusCode);
        if (!response.IsSuccessStatusCode)
            throw VendorHttp.Failure(response, Vendor);
        var answer = await VendorHttp.AnswerAsync(response, Vendor, EaseeJson.Default.EaseeTokens, cancellation);
        return answer is { AccessToken: { Length: > 0 } token, ExpiresIn: > 0 and var seconds }
            ? new CloudToken("Bearer", token, TimeSpan.FromSeconds(Math.Min(seconds, 86_400)))
            : throw new CloudCallException(new(ProblemCodes.NotTheCloud, $"{Vendor} answered a sign-in without a token.", Vendor), response.StatusCode);
    }
}
