using Clemap.Contracts.Devices;
using Clemap.Edge.Configuration;

namespace Clemap.Edge.CloudLink;

internal static class CloudAddress
{
    /// <summary>With a slash at its end, so that relative paths append to it.</summary>
    public static Uri Of(CloudConfiguration cloud) => new(cloud.Address.EndsWith('/') ? cloud.Address : cloud.Address + "/");

    /// <summary>The cloud moved to another address and took the device along: what named the old address names the new one.</summary>
    public static EnrolmentAnswer Moved(StoredEnrolment stored, Uri address)
    {
        string before = stored.Address.GetLeftPart(UriPartial.Authority), now = address.GetLeftPart(UriPartial.Authority);
        string Move(string value) => value.StartsWith(before, StringComparison.Ordinal) ? now + value[before.Length..] : value;
        return stored.Answer with { TokenEndpoint = Move(stored.Answer.TokenEndpoint), Audience = Move(stored.Answer.Audience) };
    }
}
