using Microsoft.AspNetCore.Http;

namespace Clemap.Identity.Sessions;

/// <summary>Where a request comes from, as the person is shown it.</summary>
internal sealed record Caller(string Browser, string Address)
{
    public static Caller Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        return new Caller(
            BrowserName.Of(http.Request.Headers.UserAgent.ToString()),
            (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "");
    }
}
