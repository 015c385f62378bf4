using System.Net;

namespace Clemap.Platform.Http;

/// <summary>What an address that a customer gives us to call must be. Where its name leads is asked at each connection, see <see cref="OutsideCalls"/>.</summary>
public static class OutsideAddress
{
    /// <summary>The code of one that leads to this machine or to a private network.</summary>
    public const string PrivateCode = "private-address";

    private const int Longest = 500;

    /// <param name="field">JSON path of the value.</param>
    /// <param name="allowPrivate">Also addresses of private networks, and plain http.</param>
    public static BrokenRule? Check(string field, string? text, bool allowPrivate)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new("required", field, $"The {field} is missing.");
        if (text.Length > Longest)
            return new("length", field, $"The {field} has at most {Longest} characters.");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || text.Any(char.IsControl))
            return new("not-an-address", field, $"The {field} is no absolute address.");
        if (url.Scheme != Uri.UriSchemeHttps && !(allowPrivate && url.Scheme == Uri.UriSchemeHttp))
            return new("not-https", field, $"The {field} must begin with https.");
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return new("too-much", field, $"The {field} has no user, password or fragment.");
        return !allowPrivate && IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && !PublicAddress.Is(address)
            ? new(PrivateCode, field, $"The {field} leads to this machine or to a private network.")
            : null;
    }
}
