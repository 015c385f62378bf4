using System.Net;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Clouds.Zaptec;

/// <summary>User and password → a token (OAuth 2.0, password grant).</summary>
internal static class ZaptecSignIn
{
    private const string Vendor = "Zaptec";

    public static async Task<CloudToken> SignInAsync(VendorHttp http, Uri address, string user, string secret, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/oauth/token"))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password", ["username"] = user, ["password"] = secret }),
        };
        using var response = await http.SendAsync(request, cancellation);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized)
            throw new CloudCallException(
                new(ProblemCodes.SignInRefused, $"{Vendor} refuses user '{user}' with this password.", Vendor, user), response.StatusCode);
        if (!response.IsSuccessStatusCode)
            throw VendorHttp.Failure(response, Vendor);
        var answer = await VendorHttp.AnswerAsync(response, Vendor, ZaptecJson.Default.ZaptecToken, cancellation);
        return answer is { AccessToken: { Length: > 0 } token, ExpiresIn: > 0 and var seconds }
            ? new CloudToken("Bearer", token, TimeSpan.FromSeconds(Math.Min(seconds, 86_400)))
            : throw new CloudCallException(new(ProblemCodes.NotTheCloud, $"{Vendor} answered a sign-in without a token.", Vendor), response.StatusCode);
    }
}
