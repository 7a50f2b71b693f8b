using Unbraid.Service.Features.Generation.Lyria;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Features.Generation;

/// <summary>A task's paid call as a file: there while a call is open, with the id of its job in it once that is known.</summary>
internal sealed class PaidCall : IPaidCall
{
    public static readonly ObjectArea Area = new("billed", ObjectOwner.Task, IsFile: true);

    private readonly string _path;

    private PaidCall(string path) => _path = path;

    /// <summary>A call was begun and has not come to nothing.</summary>
    public bool IsOpen { get; private set; }

    public string? Job { get; private set; }

    public static PaidCall Of(Guid task, ObjectStore objects)
    {
        var path = objects.PathOf(Area.KeyOf(task));
        var call = new PaidCall(path) { IsOpen = File.Exists(path) };
        if (call.IsOpen && File.ReadAllText(path) is { Length: > 0 } job)
            call.Job = job;
        return call;
    }

    public Task BeginAsync() => WriteAsync(null);

    public Task SaveJobAsync(string job) => WriteAsync(job);

    public Task ForgetAsync()
    {
        (IsOpen, Job) = (false, null);
        File.Delete(_path);
        return Task.CompletedTask;
    }

    private Task WriteAsync(string? job)
    {
        (IsOpen, Job) = (true, job);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        return File.WriteAllTextAsync(_path, job);
    }
}
