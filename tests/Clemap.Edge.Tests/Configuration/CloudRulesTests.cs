using System.Text.Json;
using Clemap.Edge.Configuration;

namespace Clemap.Edge.Tests.Configuration;

public sealed class CloudRulesTests
{
    [Theory]
    [InlineData("""{"address":"https://cloud.example"}""", null)]
    [InlineData("""{"address":"https://cloud.example","proxy":{"address":"http://proxy.example:3128"}}""", null)]
    [InlineData("""{"address":"https://cloud.example","proxy":{"address":"http://proxy.example:3128","user":"a","password":"b"}}""", null)]
    [InlineData("""{"address":"cloud.example"}""", "cloud.address must be an absolute")]
    [InlineData("""{"address":"ftp://cloud.example"}""", "cloud.address must be an absolute")]
    [InlineData("""{"address":"https://cloud.example","proxy":{"address":"proxy:3128"}}""", "cloud.proxy.address must be an absolute")]
    [InlineData("""{"address":"https://cloud.example","proxy":{"address":"socks5://proxy:3128"}}""", "cloud.proxy.address must be an absolute")]
    [InlineData("""{"address":"https://cloud.example","proxy":{"address":"http://a:b@proxy:3128"}}""", "cloud.proxy.address must not carry a user")]
    [InlineData("""{"address":"https://cloud.example","proxy":{"address":"http://proxy:3128","user":"a"}}""", "cloud.proxy.password is needed")]
    public void The_way_to_the_cloud_is_checked(string json, string? problem)
    {
        var cloud = JsonSerializer.Deserialize(json, EdgeJson.Default.CloudConfiguration);

        var found = FirstProblem(TestSite.Create("data", 1, 2) with { Cloud = cloud });

        if (problem is null)
            found.ShouldBeNull();
        else
            found.ShouldNotBeNull().ShouldStartWith(problem);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    public void The_database_must_have_room(int megabytes)
    {
        var configuration = TestSite.Create("data", 1, 2);
        configuration.StorageMB = megabytes;

        FirstProblem(configuration).ShouldBe("storageMB must be 16 to 1000000");
    }

    private static string? FirstProblem(EdgeConfiguration configuration) =>
        ConfigurationRules.Check(configuration) is [var problem, ..] ? $"{problem.Field} {problem.Rule}" : null;
}
