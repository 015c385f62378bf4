using Clemap.Contracts;
using Clemap.Contracts.Devices;
using Clemap.Edge.Configuration;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.CloudLink;

/// <summary>Hands in the public key once; afterwards the device knows its id for good.</summary>
internal sealed class Enrolment(
    HttpClient http, CloudConfiguration cloud, string serial, DeviceKeys keys, Documents documents, TimeProvider time)
{
    private const string Stored = "enrolment";

    public async Task<EnrolmentAnswer> EnsureAsync(CancellationToken cancellation)
    {
        var address = CloudAddress.Of(cloud);
        if (documents.Find(Stored, CloudJson.Default.StoredEnrolment) is { } found)
            return CloudAddress.Moved(found.Document, address);
        if (string.IsNullOrEmpty(cloud.OneTimeCode))
            throw new InvalidOperationException("This device is not enrolled yet: edge.json needs cloud.oneTimeCode.");

        using var content = JsonContent.Create(new EnrolmentRequest(serial, cloud.OneTimeCode, keys.Current.Public), ContractsJson.Default.EnrolmentRequest);
        using var response = await http.PostAsync(new Uri(address, "api/v1/device/enrol"), content, cancellation);
        if (!response.IsSuccessStatusCode)
            throw await CloudAnswers.FailureAsync(response, time, cancellation);
        var answer = await response.Content.ReadFromJsonAsync(ContractsJson.Default.EnrolmentAnswer, cancellation)
            ?? throw new CloudException(response.StatusCode, "The enrolment was answered without a body.");
        documents.Put(Stored, new StoredEnrolment(address, answer), time.GetUtcNow(), CloudJson.Default.StoredEnrolment);
        return answer;
    }
}
