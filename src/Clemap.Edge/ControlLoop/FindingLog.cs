using System.Text.Json;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.ControlLoop;

/// <summary>One line when a finding appears and one when it is over; what is open now is on the local view.</summary>
internal sealed class FindingLog(Site site, ILogger log)
{
    private readonly HashSet<Finding> open = [];

    /// <summary>The stable text of a finding, for example <c>meter-not-believed</c>.</summary>
    public static string TextOf(FindingCode code) => JsonNamingPolicy.KebabCaseLower.ConvertName(code.ToString());

    public void See(ReadOnlySpan<Finding> now)
    {
        foreach (var finding in now)
            if (open.Add(finding))
                log.LogWarning("{Subject}: {Finding}", site.NameOf(finding.SubjectId), TextOf(finding.Code));
        if (open.Count == now.Length)
            return;
        foreach (var finding in open.Except(now.ToArray()).ToList())
        {
            open.Remove(finding);
            log.LogInformation("{Subject}: {Finding} is over", site.NameOf(finding.SubjectId), TextOf(finding.Code));
        }
    }
}
