namespace Bascule.Engine.Dialects.Tgi;

/// <summary>Every name of Text Generation Inference's own wire format.</summary>
internal static class TgiWire
{
    public const string DialectName = "tgi";

    public static ReadOnlySpan<byte> Inputs => "inputs"u8;
    public static ReadOnlySpan<byte> Parameters => "parameters"u8;
    public static ReadOnlySpan<byte> Stream => "stream"u8;
    public static ReadOnlySpan<byte> MaxNewTokens => "max_new_tokens"u8;
    public static ReadOnlySpan<byte> Details => "details"u8;
    public static ReadOnlySpan<byte> ReturnFullText => "return_full_text"u8;
    public static ReadOnlySpan<byte> DoSample => "do_sample"u8;
    public static ReadOnlySpan<byte> Temperature => "temperature"u8;
    public static ReadOnlySpan<byte> TopP => "top_p"u8;
    public static ReadOnlySpan<byte> TopK => "top_k"u8;
    public static ReadOnlySpan<byte> FrequencyPenalty => "frequency_penalty"u8;
    public static ReadOnlySpan<byte> Seed => "seed"u8;
    public static ReadOnlySpan<byte> Stop => "stop"u8;
    public static ReadOnlySpan<byte> Grammar => "grammar"u8;
    public static ReadOnlySpan<byte> Type => "type"u8;
    public static ReadOnlySpan<byte> Value => "value"u8;
    public static ReadOnlySpan<byte> Json => "json"u8;
    public static ReadOnlySpan<byte> GeneratedText => "generated_text"u8;
    public static ReadOnlySpan<byte> FinishReason => "finish_reason"u8;
    public static ReadOnlySpan<byte> GeneratedTokens => "generated_tokens"u8;
    public static ReadOnlySpan<byte> InputLength => "input_length"u8;
    public static ReadOnlySpan<byte> Prefill => "prefill"u8;
    public static ReadOnlySpan<byte> Token => "token"u8;
    public static ReadOnlySpan<byte> Text => "text"u8;
    public static ReadOnlySpan<byte> Special => "special"u8;
    public static ReadOnlySpan<byte> Error => "error"u8;
    public static ReadOnlySpan<byte> EstimatedTime => "estimated_time"u8;
}
