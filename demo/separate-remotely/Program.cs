using Unbraid.Client;

var url = new Uri(Environment.GetEnvironmentVariable("UNBRAID_URL")!);
using var client = new UnbraidClient(url, Environment.GetEnvironmentVariable("UNBRAID_TOKEN")!);

var upload = await client.UploadFileAsync("demo/song.opus");
var song = await upload.WaitAsync();
var separation = await client.SeparateAsync(song.AudioId);
var stems = await separation.WaitAsync(new Progress<TaskInfo>(task => Console.Error.WriteLine($"{task.Progress:P0}")));
foreach (var (name, link) in stems)
    await client.DownloadAsync(link, $"{name}.wav");
