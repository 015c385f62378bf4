using System.Net;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Clouds;

/// <summary>A call to a maker's cloud failed.</summary>
/// <param name="status">What the cloud answered; <see langword="null"/> when it did not.</param>
internal sealed class CloudCallException(DeviceProblem problem, HttpStatusCode? status = null, Exception? inner = null)
    : IOException(problem.Text, inner), IKnownProblem
{
    public DeviceProblem Problem { get; } = problem;

    public HttpStatusCode? Status { get; } = status;

    /// <summary>The cloud does not know what was asked for, or does not show it to this account.</summary>
    public bool IsUnknown => Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden;
}
