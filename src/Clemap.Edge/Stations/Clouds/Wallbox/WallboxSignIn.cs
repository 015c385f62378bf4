using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Clouds.Wallbox;

/// <summary>User and password (Basic) → a token.</summary>
internal static class WallboxSignIn
{
    private const string Vendor = "Wallbox";

    // It says when its token ends in one of two ways; one that ends earlier is renewed when it is refused.
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(30);

    public static async Task<CloudToken> SignInAsync(VendorHttp http, Uri address, string user, string secret, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/users/signin"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")));
        request.Headers.Add("Partner", "wallbox");
        using var response = await http.SendAsync(request, cancellation);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new CloudCallException(
                new(ProblemCodes.SignInRefused, $"{Vendor} refuses user '{user}' with this password.", Vendor, user), response.StatusCode);
        if (!response.IsSuccessStatusCode)
            throw VendorHttp.Failure(response, Vendor);
        var answer = await VendorHttp.AnswerAsync(response, Vendor, WallboxJson.Default.WallboxTokens, cancellation);
        return (answer.Data?.Attributes?.Token ?? answer.Jwt) is { Length: > 0 } token
            ? new CloudToken("Bearer", token, Lasts)
            : throw new CloudCallException(new(ProblemCodes.NotTheCloud, $"{Vendor} answered a sign-in without a token.", Vendor), response.StatusCode);
    }
}
