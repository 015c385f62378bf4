using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Clouds;

/// <summary>An id that the cloud does not know is most often a slip: the sentence names those that it does.</summary>
internal static class CloudIds
{
    private const int Most = 10;

    public static CloudCallException Unknown(CloudAccount account, string id, IEnumerable<string?> known)
    {
        var names = known.Where(name => !string.IsNullOrEmpty(name)).Take(Most).ToList();
        return new CloudCallException(new(
            ProblemCodes.IdUnknown,
            $"The account '{account.Name}' has no device '{id}' at {account.Vendor.Name}; "
            + (names.Count > 0 ? $"it has {string.Join(", ", names)}." : "it has none at all."),
            account.Name, id, account.Vendor.Name, names.Count > 0 ? string.Join(", ", names) : "–"));
    }
}
