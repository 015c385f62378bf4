using System.Net;
using Clemap.Platform.Http;
using Clemap.Telemetry.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Clemap.Telemetry.Tests.Webhooks;

/// <summary>A webhook is an address that a stranger chose, called from inside.</summary>
public sealed class AddressTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.8.8", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2001:4860:4860::8888", true)]
    public void An_address_is_public_or_it_is_not(string address, bool isPublic) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBe(isPublic);

    // Names are asked at the connection: it is not the text of the address that counts.
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    public async Task What_leads_to_this_machine_is_not_connected_to(string host)
    {
        await using var receiver = await Receiver.StartAsync();
        using var client = new WebhookClient(new(AllowPrivate: false));
        (await PostAsync(client, new Uri($"http://{host}:{receiver.Url.Port}/hook"))).ShouldBe((null, DeliveryError.PrivateAddress));
        receiver.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_redirect_is_followed()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Next.Enqueue(http =>
        {
            http.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        using var client = new WebhookClient(new(AllowPrivate: true));
        (await PostAsync(client, receiver.Url)).ShouldBe((307, DeliveryError.Status));
        receiver.Calls.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_answer_without_an_end_is_not_read()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Next.Enqueue(async http =>
        {
            var noise = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested)
                await http.Response.Body.WriteAsync(noise, http.RequestAborted);
        });
        using var client = new WebhookClient(new(AllowPrivate: true));
        var begun = TimeProvider.System.GetTimestamp();
        (await PostAsync(client, receiver.Url)).ShouldBe((200, null));
        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Who_does_not_answer_is_left_after_ten_seconds_and_who_is_not_there_at_once()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Next.Enqueue(http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        using var client = new WebhookClient(new(AllowPrivate: true));
        (await PostAsync(client, receiver.Url)).ShouldBe((null, DeliveryError.Timeout));
        (await PostAsync(client, new Uri("http://127.0.0.1:9/hook"))).ShouldBe((null, DeliveryError.Connection));
        (await PostAsync(client, new Uri("http://nowhere.invalid/hook"))).ShouldBe((null, DeliveryError.Connection));
        // Plain http behind https: no handshake.
        (await PostAsync(client, new Uri($"https://127.0.0.1:{receiver.Url.Port}/hook"))).ShouldBe((null, DeliveryError.Connection));
    }

    [Theory]
    [InlineData(1, 5, 15)]
    [InlineData(2, 10, 30)]
    [InlineData(30, 1800, 5400)]
    [InlineData(int.MaxValue, 1800, 5400)]
    public void Pauses_double_up_to_an_hour_and_vary(int attempts, int least, int most)
    {
        WebhookRound.PauseAfter(attempts, 0).ShouldBe(TimeSpan.FromSeconds(least));
        WebhookRound.PauseAfter(attempts, 1).ShouldBe(TimeSpan.FromSeconds(most));
    }

    [Theory]
    [InlineData(null, "required")]
    [InlineData("hooks.example.com", "not-an-address")]
    [InlineData("http://hooks.example.com/x", "not-https")]
    [InlineData("ftp://hooks.example.com/x", "not-https")]
    [InlineData("https://anna:secret@hooks.example.com/x", "too-much")]
    [InlineData("https://hooks.example.com/x#y", "too-much")]
    [InlineData("https://10.0.0.1/x", "private-address")]
    [InlineData("https://[::1]/x", "private-address")]
    [InlineData("https://hooks.example.com/x", null)]
    public void An_address_keeps_the_rules(string? url, string? rule) =>
        WebhookRules.Check(new(url), new(AllowPrivate: false)).Select(broken => broken.Code).SingleOrDefault().ShouldBe(rule);

    private static Task<(int? Status, string? Error)> PostAsync(WebhookClient client, Uri url) =>
        client.PostAsync(url, Guid.CreateVersion7(), TelemetryHost.Now, "v1,x", "{}", Stop);
}
